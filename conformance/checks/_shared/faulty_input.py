"""What the checks of invalid requests share: when they apply, and what they report."""

from collections.abc import Callable

from graphql import GraphQLSchema, is_scalar_type, is_specified_scalar_type

from kraken_conformance.checks._shared.control import answers_request, control_executed
from kraken_conformance.checks._shared.own_schema import is_valid
from kraken_conformance.checks._shared.refusal import codes, let_through, refused, refused_for_credentials
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Expectation, InputFault
from kraken_conformance.model.violation import Violations
from kraken_conformance.spec import Level

DOCUMENT_FAULTS = frozenset({"unknown-variable", "undeclared-argument"})
"""Faults of the document itself: the GraphQL specification alone makes them faults."""


def with_fault(kind: str) -> Callable[[Observation], bool]:
    """Return the condition that an answer shows what becomes of an input with a fault of this kind.

    A refusal for the credentials shows nothing, nor does one of the mutation itself, nor any other where the same
    request without the fault is refused as well. Without the target's own schema only the arguments themselves are
    known; what is inside an input object is then inferred, and not judged.
    """

    def applies(observation: Observation) -> bool:
        fault = observation.case.fault
        if fault is None or fault.kind != kind or observation.case.expectation is not Expectation.REJECTED:
            return False
        founded = observation.target.schema is not None or kind in DOCUMENT_FAULTS or len(fault.path) == 1
        response = observation.exchange.response
        failed = response is None or (response.status >= 500 and not observation.is_graphql)
        if not founded or failed or not answers_request(observation) or refused_for_credentials(observation):
            return False
        if not refused(observation):
            return True
        return control_executed(observation) and not _refused_by_mutation(observation)

    return applies


def _refused_by_mutation(observation: Observation) -> bool:
    """Whether the mutation itself refused, with a code of its own: it may have done so whatever it was sent."""
    mutation = observation.mutation
    return mutation is not None and bool(codes(observation) & set(mutation.errors))


def accepted_fault(observation: Observation, level: Level | None = None) -> Violations:
    """Yield a violation where a request with a fault is not refused.

    Nothing is yielded where the target's own schema calls the request valid: it declares another type
    than the contract then, which the checks of schemas report.
    """
    fault, schema = observation.case.fault, observation.target.schema
    assert fault is not None
    for violation in let_through(observation, f"errors and no data, because {fault.detail}", level):
        if schema is None or _of_custom_scalar(fault, schema) or not is_valid(schema, observation.case):
            yield violation


def _of_custom_scalar(fault: InputFault, schema: GraphQLSchema) -> bool:
    type_ = schema.get_type(fault.type.strip("[]!"))
    return is_scalar_type(type_) and not is_specified_scalar_type(type_)
