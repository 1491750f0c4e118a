"""The checks of Acme."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violation


def asks_for_trace(observation: Observation) -> bool:
    """Whether the case is one of the probe `acme-traced`, and an answer came."""
    return observation.case.probe == "acme-traced" and observation.exchange.response is not None


@check("acme.trace-id", applies=asks_for_trace)
def trace_id(observation: Observation) -> Iterator[Violation]:
    """Every answer to a mutation has the header X-Trace-Id.

    Source: Acme platform rules, 4.2.
    """
    response = observation.exchange.response
    if response is not None and "x-trace-id" not in response.headers:
        yield Violation((), "the header X-Trace-Id", "no such header")
