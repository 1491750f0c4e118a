"""The check of `document.operation-name`."""

from kraken_conformance.checks._shared.document_answers import has_one_answer, other_answer
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations


@check("document.operation-name", applies=has_one_answer("document.operation-name"))
def document_operation_name(observation: Observation) -> Violations:
    """Of several operations, the one that operationName names is executed.

    Source: GraphQL specification, September 2025, section 6.1 Executing Requests, GetOperation.
    """
    yield from other_answer(observation)
