"""The check of `auth.no-token-refused`."""

from kraken_conformance.checks._shared.bad_credentials import sent_with, unrefused
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Credentials
from kraken_conformance.model.violation import Violations


@check("auth.no-token-refused", applies=sent_with(Credentials.NONE))
def auth_no_token_refused(observation: Observation) -> Violations:
    """A mutation that needs the Authorization header returns no data without it.

    Source: reference pages, KT-CT-1112 in the list of errors, or "requires the Authorization header to be
    set"
    """
    yield from unrefused(observation)
