"""The check of `document.fragments`."""

from kraken_conformance.checks._shared.document_answers import has_one_answer, other_answer
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations


@check("document.fragments", applies=has_one_answer("document.fragments"))
def document_fragments(observation: Observation) -> Violations:
    """The fields of fragments are answered like fields asked for directly, in fragments within fragments too.

    Source: GraphQL specification, September 2025, section 6.3.2 Field Collection.
    """
    yield from other_answer(observation)
