"""The check of http.malformed-json."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.checks.registry import check
from kraken_conformance.checks.wire import has_body_fault, refuses
from kraken_conformance.observation import Observation


@check("http.malformed-json", applies=lambda seen: has_body_fault(seen, "malformed-json"))
def http_malformed_json(seen: Observation) -> Iterator[Breach]:
    """A body that is not JSON is answered with a status of 4xx.

    A status of 5xx is the business of http.no-server-error.

    Source: GraphQL over HTTP, JSON parsing failure.
    """
    response = seen.exchange.response
    assert response is not None
    if not refuses(response.status):
        yield Breach((), "a status of 4xx, such as 400", f"status {response.status}")
