"""The check of `document.syntax`."""

from kraken_conformance.checks._shared.document_answers import executed_all_the_same, must_be_refused
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations


@check("document.syntax", applies=must_be_refused("document.syntax"))
def document_syntax(observation: Observation) -> Violations:
    """A document that is no GraphQL is refused.

    Source: GraphQL specification, September 2025, section 2 Language and 7.1 Response Format.
    """
    yield from executed_all_the_same(observation)
