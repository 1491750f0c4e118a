"""The check of http.malformed-json."""

from kraken_conformance.checks._shared.http_facts import has_body_fault, refuses
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violation, Violations


@check("http.malformed-json", applies=lambda observation: has_body_fault(observation, "malformed-json"))
def http_malformed_json(observation: Observation) -> Violations:
    """A body that is not JSON is answered with a status of 4xx.

    A status of 5xx is the business of http.no-server-error.

    Source: GraphQL over HTTP, JSON parsing failure.
    """
    response = observation.exchange.response
    assert response is not None
    if not refuses(response.status):
        yield Violation((), "a status of 4xx, such as 400", f"status {response.status}")
