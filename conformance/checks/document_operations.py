"""The check of `document.operations`."""

from kraken_conformance.checks._shared.document_answers import executed_all_the_same, must_be_refused
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations


@check("document.operations", applies=must_be_refused("document.operations"))
def document_operations(observation: Observation) -> Violations:
    """A document that breaks a rule of operations is not executed.

    Source: GraphQL specification, September 2025, sections 5.1 Documents and 5.2 Operations, 6.1.1 Validating Requests.
    """
    yield from executed_all_the_same(observation)
