"""The check of `auth.malformed-token`."""

from kraken_conformance.checks._shared.bad_credentials import sent_with, unrefused
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Credentials
from kraken_conformance.model.violation import Violations

FORMS = (
    Credentials.MALFORMED,
    Credentials.BEARER,
    Credentials.LOWER,
    Credentials.NULL,
    Credentials.UNDEFINED,
    Credentials.BASIC,
    Credentials.DIGEST,
    Credentials.TOKEN_SCHEME,
)


@check("auth.malformed-token", applies=sent_with(*FORMS))
def auth_malformed_token(observation: Observation) -> Violations:
    """A mutation that needs the Authorization header returns no data for a malformed token.

    Source: reference pages, "The possible errors that can be raised are"; platform documentation, cross-
    cutting codes
    """
    yield from unrefused(observation)
