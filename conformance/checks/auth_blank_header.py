"""The check of `auth.blank-header`."""

from kraken_conformance.checks._shared.bad_credentials import sent_with, unrefused
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Credentials
from kraken_conformance.model.violation import Violations


@check("auth.blank-header", applies=sent_with(Credentials.BLANK, Credentials.SCHEME))
def auth_blank_header(observation: Observation) -> Violations:
    """A mutation that needs the Authorization header returns no data for an empty one, or for a scheme without a token.

    Source: reference pages, KT-CT-1112 in the list of errors; RFC 9110, section 11.6.2 Authorization
    """
    yield from unrefused(observation)
