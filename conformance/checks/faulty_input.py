"""What the checks of invalid requests share: when they apply, and what they report."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.case import Expectation
from kraken_conformance.checks.refusal import answered, let_through, refused_for_credentials
from kraken_conformance.observation import Observation
from kraken_conformance.spec import Level

DOCUMENT_FAULTS = frozenset({"unknown-variable", "undeclared-argument"})
"""Faults of the document itself: the GraphQL specification alone makes them faults."""


def with_fault(kind: str) -> Callable[[Observation], bool]:
    """Return the condition that an answer shows what becomes of an input with a fault of this kind.

    A refusal for the credentials shows nothing. Without the target's own schema only the arguments
    themselves are known; what is inside an input object is then inferred, and not judged.
    """

    def applies(seen: Observation) -> bool:
        fault = seen.case.fault
        if fault is None or fault.kind != kind or seen.case.expectation is not Expectation.REJECTED:
            return False
        founded = seen.target.schema is not None or kind in DOCUMENT_FAULTS or len(fault.path) == 1
        return founded and answered(seen) and not refused_for_credentials(seen)

    return applies


def accepted_fault(seen: Observation, level: Level | None = None) -> Iterator[Breach]:
    """Yield a breach where a request with a fault is not refused."""
    assert seen.case.fault is not None
    yield from let_through(seen, f"errors and no data, because {seen.case.fault.detail}", level)
