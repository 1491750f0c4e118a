"""The check of `document.root-fields`."""

from kraken_conformance.checks._shared.document_answers import has_one_answer, other_answer
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations


@check("document.root-fields", applies=has_one_answer("document.root-fields"))
def document_root_fields(observation: Observation) -> Violations:
    """Every root field of an operation is answered, in the order of the document.

    Source: GraphQL specification, September 2025, section 6.2 Executing Operations and 6.3 Executing Selection Sets.
    """
    yield from other_answer(observation)
