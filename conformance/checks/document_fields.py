"""The check of `document.fields`."""

from kraken_conformance.checks._shared.document_answers import executed_all_the_same, must_be_refused
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations


@check("document.fields", applies=must_be_refused("document.fields"))
def document_fields(observation: Observation) -> Violations:
    """A document that breaks a rule of fields is not executed.

    Source: GraphQL specification, September 2025, section 5.3 Fields, 6.1.1 Validating Requests.
    """
    yield from executed_all_the_same(observation)
