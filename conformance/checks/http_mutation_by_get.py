"""The check of http.mutation-by-get."""

from __future__ import annotations

import json
from collections.abc import Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.checks.registry import check
from kraken_conformance.checks.wire import REFUSED_BY_HTTP, refuses
from kraken_conformance.observation import Observation
from kraken_conformance.spec import Level


def _answered(seen: Observation) -> bool:
    """Whether the answer tells what the server makes of a mutation by GET.

    It does not where the request was refused for another reason (no token, a URL that is too long).
    """
    response, raw = seen.exchange.response, seen.case.raw
    if response is None or raw is None or raw.method != "GET" or seen.case.mutation is None:
        return False
    return response.status < 500 and response.status not in REFUSED_BY_HTTP


@check("http.mutation-by-get", applies=_answered)
def http_mutation_by_get(seen: Observation) -> Iterator[Breach]:
    """A mutation by GET is refused and never executed.

    Execution shows in an object under `data`, or in an error that has a path. A refusal with another
    status than 4xx weighs less: nothing was executed.

    Source: GraphQL over HTTP, GET; RFC 9110, section 9.2.1: GET is safe.
    """
    response = seen.exchange.response
    assert response is not None
    if isinstance(seen.data, dict):
        yield Breach(("data",), "a mutation by GET is not executed", json.dumps(seen.data))
    elif failed := [error for error in seen.errors if error.entry.get("path")]:
        path = ("errors", failed[0].index, "path")
        yield Breach(path, "a mutation by GET is not executed", json.dumps(failed[0].entry))
    elif not refuses(response.status):
        yield Breach((), "a status of 4xx, such as 405", f"status {response.status}", Level.SHOULD)
