"""The check of `document.skip-include`."""

from kraken_conformance.checks._shared.document_answers import has_one_answer, other_answer
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations


@check("document.skip-include", applies=has_one_answer("document.skip-include"))
def document_skip_include(observation: Observation) -> Violations:
    """A field or fragment is left out by @skip(if true) and by @include(if false), and by nothing else.

    Source: GraphQL specification, September 2025, sections 3.13.1 @skip and 3.13.2 @include.
    """
    yield from other_answer(observation)
