"""The check of `document.merged-fields`."""

from kraken_conformance.checks._shared.document_answers import has_one_answer, other_answer
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations


@check("document.merged-fields", applies=has_one_answer("document.merged-fields"))
def document_merged_fields(observation: Observation) -> Violations:
    """A field that is asked for more than once is answered once, with everything that was asked for in it.

    Source: GraphQL specification, September 2025, sections 6.3.2 Field Collection and 6.4.3 Value Completion.
    """
    yield from other_answer(observation)
