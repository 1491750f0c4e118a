"""What the checks of invalid requests share: when they apply, and what they report."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from graphql import GraphQLSchema, is_scalar_type, is_specified_scalar_type

from kraken_conformance.breach import Breach
from kraken_conformance.case import Expectation, InputFault
from kraken_conformance.checks.own_schema import is_valid
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
    """Yield a breach where a request with a fault is not refused.

    Nothing is yielded where the target's own schema calls the request valid: it declares another type
    than the contract then, which the checks of schemas report.
    """
    fault, schema = seen.case.fault, seen.target.schema
    assert fault is not None
    for breach in let_through(seen, f"errors and no data, because {fault.detail}", level):
        if schema is None or _of_custom_scalar(fault, schema) or not is_valid(schema, seen.case):
            yield breach


def _of_custom_scalar(fault: InputFault, schema: GraphQLSchema) -> bool:
    type_ = schema.get_type(fault.type.strip("[]!"))
    return is_scalar_type(type_) and not is_specified_scalar_type(type_)
