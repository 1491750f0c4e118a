"""The check of `state.in-order`."""

from typing import Any

from kraken_conformance.checks._shared.refusal import codes, refused
from kraken_conformance.checks._shared.sequence import IN_ORDER as ID
from kraken_conformance.checks._shared.sequence import remembers, the_same_again, was_as_planned
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Due
from kraken_conformance.model.violation import Violation, Violations
from kraken_conformance.operations.two_mutations import FIRST
from kraken_conformance.spec import Level


def _applies(observation: Observation) -> bool:
    """Whether several stood in a document, and none was refused for a reason of its own."""
    due = observation.case.due
    if observation.case.about != ID or due is None or due.guess or not isinstance(observation.data, dict):
        return False
    settled = codes(observation) <= set(due.codes) and bool(_succeeded(observation))
    if not settled or not was_as_planned(observation):
        return False
    if due.absent:
        return _takes_what_is_given(observation, due)
    return remembers(observation) and not the_same_again(observation, _succeeded(observation).values())


def _takes_what_is_given(observation: Observation, due: Due) -> bool:
    """Whether the first one gave what the second one takes, which is refused where no step gave it."""
    not_given = Observation(observation.exchange.before[0], observation.target)
    known = refused(not_given) and bool(codes(not_given) & set(due.codes))
    return known and FIRST in _succeeded(observation)


@check(ID, applies=_applies)
def state_in_order(observation: Observation) -> Violations:
    """The mutations of a document are executed one after the other, in its order.

    Of equal ones, of which one may succeed, the first one does, and no other: on targets that have
    just shown that they remember. That more succeed weighs less where no message states the condition, and is right
    where all give the same record. What one gives is there for the one after it, where it was there in a request of
    its own.

    Source: GraphQL specification, September 2025, section 6.2.2 Mutation.
    """
    due, case = observation.case.due, observation.case
    assert due is not None
    assert case.operation is not None
    place = ("data", case.operation.root)
    if due.absent:
        if observation.root is None:
            expected = f"a value: {due.condition}"
            yield Violation(place, expected, f"null, and {' and '.join(sorted(codes(observation)))}")
    elif FIRST not in _succeeded(observation):
        yield Violation(
            ("data", FIRST), "a value: it stands before the others", "null, and a later one succeeded"
        )
    elif len(_succeeded(observation)) > 1:
        expected = f"{' or '.join(due.codes)}, because of the first one"
        level = None if due.stated else Level.SHOULD
        yield Violation(place, expected, "more than one succeeded", level, topic=due.condition)


def _succeeded(observation: Observation) -> dict[str, Any]:
    """Return the values of the mutations that succeeded: a value beside an error of it is none."""
    paths = [error.entry.get("path") for error in observation.errors]
    failed = [path[0] for path in paths if isinstance(path, list) and path]
    return {key: value for key, value in observation.data.items() if value is not None and key not in failed}
