"""The check of `auth.malformed-token`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.case import Credentials
from kraken_conformance.checks.bad_credentials import sent_with, unrefused
from kraken_conformance.checks.registry import check
from kraken_conformance.observation import Observation


@check("auth.malformed-token", applies=sent_with(Credentials.MALFORMED))
def auth_malformed_token(seen: Observation) -> Iterator[Breach]:
    """A mutation that needs the Authorization header returns no data for a token that is none.

    Source: reference pages, "The possible errors that can be raised are"; platform documentation, cross-
    cutting codes
    """
    yield from unrefused(seen)
