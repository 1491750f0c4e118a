"""The check of `error.no-data`."""

from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Expectation
from kraken_conformance.model.violation import Violation, Violations
from kraken_conformance.operations.shape import short_json

OF_DOCUMENTS = "document."
DOCUMENT_FAULTS = frozenset({"unknown-variable", "undeclared-argument"})


def _refused_before_execution(observation: Observation) -> bool:
    """Whether a document that is not valid was refused, and nothing in the answer was executed."""
    case, errors = observation.case, observation.errors
    if case.expectation is not Expectation.REJECTED or not observation.is_graphql or not errors:
        return False
    of_document = case.about.startswith(OF_DOCUMENTS) or (
        case.fault is not None and case.fault.kind in DOCUMENT_FAULTS
    )
    in_a_field = any(error.entry.get("path") is not None or error.code is not None for error in errors)
    return of_document and not in_a_field and not observation.executed


@check("error.no-data", applies=_refused_before_execution)
def error_no_data(observation: Observation) -> Violations:
    """A document that is refused before it is executed is answered without the entry data.

    An error with a path or a code is one of execution, or may be: there data may be null.

    Source: GraphQL specification, September 2025, sections 7.1.3 Request Error Result and 7.1.6 Errors.
    """
    if "data" in observation.body:
        yield Violation(("data",), "no entry data, as nothing was executed", short_json(observation.data))
