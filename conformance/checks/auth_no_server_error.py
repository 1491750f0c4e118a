"""The check of `auth.no-server-error`."""

from kraken_conformance.checks._shared.bad_credentials import refused_at_the_gate
from kraken_conformance.checks._shared.control import answers_request
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Credentials, Expectation
from kraken_conformance.model.violation import Violation, Violations


def _applies(observation: Observation) -> bool:
    case = observation.case
    if case.credentials is Credentials.TOKEN or case.expectation is Expectation.DRY:
        return False  # what is left out of the document asks for no credentials
    return answers_request(observation) or refused_at_the_gate(observation)


@check("auth.no-server-error", applies=_applies)
def auth_no_server_error(observation: Observation) -> Violations:
    """No credentials, however malformed, lead to a server error.

    Source: RFC 9110, section 15.6 Server Error 5xx
    """
    response = observation.exchange.response
    if response is not None and response.status >= 500:
        yield Violation(path=(), expected="a status below 500", actual=str(response.status))
