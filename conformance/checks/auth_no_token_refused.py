"""The check of `auth.no-token-refused`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.case import Credentials
from kraken_conformance.checks.bad_credentials import sent_with, unrefused
from kraken_conformance.checks.registry import check
from kraken_conformance.observation import Observation


@check("auth.no-token-refused", applies=sent_with(Credentials.NONE))
def auth_no_token_refused(seen: Observation) -> Iterator[Breach]:
    """A mutation that needs a token returns no data where the Authorization header is missing.

    Source: the mutations that list KT-CT-1112 "'Authorization' header not provided.", and those whose
    text says "This field requires the Authorization header to be set."
    """
    yield from unrefused(seen)
