"""The check of http.content-type."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.checks.registry import check
from kraken_conformance.checks.wire import GRAPHQL_RESPONSE, JSON, charset, is_usual_request, media_type
from kraken_conformance.observation import Observation


@check("http.content-type", applies=lambda seen: is_usual_request(seen) and seen.is_graphql)
def http_content_type(seen: Observation) -> Iterator[Breach]:
    """A response says that it is application/json or application/graphql-response+json, in UTF-8.

    Source: GraphQL over HTTP, Media Types.
    """
    response = seen.exchange.response
    assert response is not None
    if media_type(response) not in (JSON, GRAPHQL_RESPONSE) or charset(response) not in (
        None,
        "utf-8",
        "utf8",
    ):
        header = response.headers.get("content-type", "no Content-Type header")
        yield Breach((), f"{JSON} or {GRAPHQL_RESPONSE}, in UTF-8", header)
