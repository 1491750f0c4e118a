"""The check of `document.variable-defaults`."""

from kraken_conformance.checks._shared.defaults_taken import ID, lost_defaults, of_mutation
from kraken_conformance.checks._shared.document_answers import has_one_answer, other_answer
from kraken_conformance.checks._shared.refusal import shown
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violation, Violations

_has_one_answer = has_one_answer(ID)


def _applies(observation: Observation) -> bool:
    return _has_one_answer(observation) if observation.mutation is None else of_mutation(observation)


@check(ID, applies=_applies)
def document_variable_defaults(observation: Observation) -> Violations:
    """A variable that is not given has the default of its definition, and one that is given has not.

    Source: GraphQL specification, September 2025, section 6.1.2 Coercing Variable Values.
    """
    if observation.mutation is None:
        yield from other_answer(observation)
        return
    for error in lost_defaults(observation):
        expected = "the input is taken from the default of its variable, as it is from the variable itself"
        yield Violation(("errors", error.index), expected, shown(observation))
