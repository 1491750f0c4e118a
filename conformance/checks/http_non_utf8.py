"""The check of http.non-utf8."""

from kraken_conformance.checks._shared.http_facts import has_body_fault, refuses
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violation, Violations


@check("http.non-utf8", applies=lambda observation: has_body_fault(observation, "non-utf8"))
def http_non_utf8(observation: Observation) -> Violations:
    """A body that is not UTF-8 is answered with a status of 4xx.

    A status of 5xx is the business of http.no-server-error.

    Source: RFC 8259, section 8.1: JSON is UTF-8; GraphQL over HTTP, JSON parsing failure.
    """
    response = observation.exchange.response
    assert response is not None
    if not refuses(response.status):
        yield Violation((), "a status of 4xx, such as 400", f"status {response.status}")
