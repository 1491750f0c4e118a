"""The check of `auth.foreign-token`."""

from kraken_conformance.checks._shared.bad_credentials import sent_with, unrefused
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Credentials
from kraken_conformance.model.violation import Violations


@check("auth.foreign-token", applies=sent_with(Credentials.FOREIGN))
def auth_foreign_token(observation: Observation) -> Violations:
    """A mutation that needs the Authorization header returns no data for a token that somebody else signed.

    Source: platform documentation, authentication by obtainKrakenToken and KT-CT-1139
    """
    yield from unrefused(observation)
