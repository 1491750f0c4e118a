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
    """A mutation that needs a token returns no data for a token that somebody else has signed.

    Source: the mutations that list KT-CT-1111 "Unauthorized." beside KT-CT-1112, and those whose text
    says "This field requires the Authorization header to be set."
    """
    yield from unrefused(seen)
