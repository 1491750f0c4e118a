"""The check of `auth.tampered-token`."""

from kraken_conformance.checks._shared.bad_credentials import sent_with, unrefused
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Credentials
from kraken_conformance.model.violation import Violations

ALTERED = (
    Credentials.RESIGNED,
    Credentials.RESIGNED_EMPTY,
    Credentials.CHANGED,
    Credentials.TAIL,
    Credentials.CUT,
    Credentials.LONGER,
    Credentials.FOURTH_PART,
)
"""The run's own token, with something in it that its signature does not cover or that is not its signature."""


@check("auth.tampered-token", applies=sent_with(*ALTERED))
def auth_tampered_token(observation: Observation) -> Violations:
    """A mutation that needs the Authorization header returns no data for a token that was changed after it was signed.

    Source: RFC 7515, section 5.2 Message Signature or MAC Validation; RFC 8725, section 3.3
    """
    yield from unrefused(observation)
