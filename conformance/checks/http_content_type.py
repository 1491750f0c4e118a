"""The check of http.content-type."""

from kraken_conformance.checks._shared.http_facts import JSON, charset, is_usual_request, media_type
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.exchange import GRAPHQL_RESPONSE
from kraken_conformance.model.violation import Violation, Violations


@check(
    "http.content-type", applies=lambda observation: is_usual_request(observation) and observation.is_graphql
)
def http_content_type(observation: Observation) -> Violations:
    """A response says that it is application/json or application/graphql-response+json, in UTF-8.

    Source: GraphQL over HTTP, Media Types.
    """
    response = observation.exchange.response
    assert response is not None
    if media_type(response) not in (JSON, GRAPHQL_RESPONSE) or charset(response) not in (
        None,
        "utf-8",
        "utf8",
    ):
        header = response.headers.get("content-type", "no Content-Type header")
        yield Violation((), f"{JSON} or {GRAPHQL_RESPONSE}, in UTF-8", header)
