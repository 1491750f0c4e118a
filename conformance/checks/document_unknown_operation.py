"""The check of `document.unknown-operation`."""

from kraken_conformance.checks._shared.document_answers import executed_all_the_same, must_be_refused
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations


@check("document.unknown-operation", applies=must_be_refused("document.unknown-operation"))
def document_unknown_operation(observation: Observation) -> Violations:
    """A request whose operationName does not say which operation to execute is refused.

    Source: GraphQL specification, September 2025, section 6.1 Executing Requests, GetOperation.
    """
    yield from executed_all_the_same(observation)
