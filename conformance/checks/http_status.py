"""The check of http.status."""

from kraken_conformance.checks._shared.http_facts import is_usual_request, media_type
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.exchange import GRAPHQL_RESPONSE
from kraken_conformance.model.violation import Violation, Violations


def _has_data(observation: Observation) -> bool:
    response = observation.exchange.response
    return (
        response is not None
        and response.status < 500
        and observation.data is not None
        and is_usual_request(observation)
    )


@check("http.status", applies=_has_data)
def http_status(observation: Observation) -> Violations:
    """A response with data has the status 200, or any of 2xx with application/graphql-response+json.

    A status of 5xx is the business of http.no-server-error.

    Source: GraphQL over HTTP, Status Codes.
    """
    response = observation.exchange.response
    assert response is not None
    if media_type(response) == GRAPHQL_RESPONSE:
        if not 200 <= response.status <= 299:
            yield Violation((), "a status of 2xx, for there is data", f"status {response.status}")
    elif response.status != 200:
        yield Violation((), "status 200, for there is data", f"status {response.status}")
