"""The check of `auth.foreign-token`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.case import Credentials
from kraken_conformance.checks.bad_credentials import sent_with, unrefused
from kraken_conformance.checks.registry import check
from kraken_conformance.observation import Observation


@check("auth.foreign-token", applies=sent_with(Credentials.FOREIGN))
def auth_foreign_token(seen: Observation) -> Iterator[Breach]:
    """A mutation that needs the Authorization header returns no data for a token that somebody else signed.

    Source: platform documentation, authentication by obtainKrakenToken and KT-CT-1139
    """
    yield from unrefused(seen)
