"""The check of http.no-server-error."""

from kraken_conformance.checks._shared.control import answers_request
from kraken_conformance.checks._shared.http_facts import is_of_size
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Credentials
from kraken_conformance.model.violation import Violation, Violations
from kraken_conformance.probes.http_audits import PROBE as AUDITS
from kraken_conformance.spec import Level


def _applies(observation: Observation) -> bool:
    # What missing and bad credentials lead to is judged by auth.no-server-error.
    return observation.case.credentials is Credentials.TOKEN and (
        answers_request(observation) or is_of_size(observation)
    )


@check("http.no-server-error", applies=_applies)
def http_no_server_error(observation: Observation) -> Violations:
    """No request leads to a status of 500 or above.

    To a body that no client means to send it weighs less: one that is no JSON or not UTF-8, of excessive size or
    depth, or with parameters of the wrong type, as the audits send it. Gateway statuses (502, 503, 504, 520 to 527,
    530) that pass are sent again before a check sees them.

    Source: RFC 9110, section 15.6: a status of 5xx says that the server failed an apparently valid request.
    """
    response = observation.exchange.response
    if response is not None and response.status >= 500:
        level = None if _may_be_sent(observation) else Level.SHOULD
        yield Violation((), "a status below 500", f"status {response.status}", level)


def _may_be_sent(observation: Observation) -> bool:
    """Whether a request is one that a client may send, whatever its input."""
    fault = observation.case.fault
    return observation.case.probe != AUDITS and (fault is None or not fault.is_of_body)
