"""The check of `document.values`."""

from kraken_conformance.checks._shared.document_answers import executed_all_the_same, must_be_refused
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations


@check("document.values", applies=must_be_refused("document.values"))
def document_values(observation: Observation) -> Violations:
    """A document with a literal that does not fit its place is not executed.

    Source: GraphQL specification, September 2025, section 5.6 Values, 6.1.1 Validating Requests.
    """
    yield from executed_all_the_same(observation)
