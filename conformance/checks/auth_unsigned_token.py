"""The check of `auth.unsigned-token`."""

from kraken_conformance.checks._shared.bad_credentials import sent_with, unrefused
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Credentials
from kraken_conformance.model.violation import Violations

FORMS = (
    Credentials.UNSIGNED,
    Credentials.UNSIGNED_TITLE,
    Credentials.UNSIGNED_UPPER,
    Credentials.UNSIGNED_MIXED,
    Credentials.UNSIGNED_SIGNED,
    Credentials.STRIPPED,
)


@check("auth.unsigned-token", applies=sent_with(*FORMS))
def auth_unsigned_token(observation: Observation) -> Violations:
    """A mutation that needs the Authorization header returns no data for a token without a signature.

    Source: RFC 8725 JSON Web Token Best Current Practices, section 3.2 Use Appropriate Algorithms
    """
    yield from unrefused(observation)
