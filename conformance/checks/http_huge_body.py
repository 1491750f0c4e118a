"""The check of http.huge-body."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.checks.registry import check
from kraken_conformance.checks.wire import has_body_fault, refuses
from kraken_conformance.observation import Observation


@check("http.huge-body", applies=lambda seen: has_body_fault(seen, "huge-body"))
def http_huge_body(seen: Observation) -> Iterator[Breach]:
    """A body of excessive size is refused with a status of 4xx, or answered with GraphQL.

    A server without such a limit may answer it as any other request. A status of 5xx is the business
    of http.no-server-error.

    Source: GraphQL over HTTP, Status Codes and Security; RFC 9110, section 15.5.14 (413 Content Too Large).
    """
    response = seen.exchange.response
    assert response is not None
    if not refuses(response.status) and not seen.is_graphql:
        yield Breach(
            (), "a status of 4xx, or a GraphQL response", f"status {response.status} without GraphQL"
        )
