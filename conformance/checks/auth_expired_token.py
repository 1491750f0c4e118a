"""The check of `auth.expired-token`."""

from kraken_conformance.checks._shared.bad_credentials import sent_with, unrefused
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Credentials
from kraken_conformance.model.violation import Violations

EXPIRED = (
    *(Credentials.EXPIRED, Credentials.OWN_EXPIRED),
    *(Credentials.OWN_EXPIRED_JWT, Credentials.OWN_EXPIRED_BEARER),
)


@check("auth.expired-token", applies=sent_with(*EXPIRED))
def auth_expired_token(observation: Observation) -> Violations:
    """A mutation that needs the Authorization header returns no data for an expired token.

    Source: platform documentation, "a token lives 1 hour" and KT-CT-1124
    """
    yield from unrefused(observation)
