"""The check of `document.variable-defaults`."""

from kraken_conformance.checks._shared.document_answers import has_one_answer, other_answer
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations


@check("document.variable-defaults", applies=has_one_answer("document.variable-defaults"))
def document_variable_defaults(observation: Observation) -> Violations:
    """A variable that is not given has the default of its definition, and one that is given has not.

    Source: GraphQL specification, September 2025, section 6.1.2 Coercing Variable Values.
    """
    yield from other_answer(observation)
