"""The check of `state.in-order`."""

from kraken_conformance.checks._shared.refusal import codes
from kraken_conformance.checks._shared.sequence import remembers, was_as_planned
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violation, Violations
from kraken_conformance.operations.two_mutations import FIRST
from kraken_conformance.spec import Level

ID = "state.in-order"


def _applies(observation: Observation) -> bool:
    """Whether two of which one may succeed stood in a document, and one did, or none was refused for another reason."""
    due = observation.case.due
    if observation.case.about != ID or due is None or due.guess or not isinstance(observation.data, dict):
        return False
    settled = codes(observation) <= set(due.codes) and (_first(observation) or observation.root) is not None
    return settled and was_as_planned(observation) and remembers(observation)


@check(ID, applies=_applies)
def state_in_order(observation: Observation) -> Violations:
    """Of two equal mutations in one document, of which one may succeed, the first one does, and the second does not.

    It is judged on targets that have just shown that they remember. That both succeed weighs less where no message
    states the condition.

    Source: GraphQL specification, September 2025, section 6.2.2 Mutation.
    """
    due, case = observation.case.due, observation.case
    assert due is not None
    assert case.operation is not None
    if _first(observation) is None:
        yield Violation(
            ("data", FIRST), "a value: it stands before the other", "null, and the second one succeeded"
        )
    elif observation.root is not None:
        expected = f"{' or '.join(due.codes)}, because of the first one"
        level = None if due.stated else Level.SHOULD
        yield Violation(("data", case.operation.root), expected, "both succeeded", level, topic=due.condition)


def _first(observation: Observation) -> object:
    return observation.data.get(FIRST)
