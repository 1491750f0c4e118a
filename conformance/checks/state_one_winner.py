"""The check of `state.one-winner`."""

from kraken_conformance.checks._shared.refusal import codes, place
from kraken_conformance.checks._shared.sequence import (
    WITNESSES,
    at_once,
    remembers,
    the_same_again,
    was_as_planned,
)
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violation, Violations
from kraken_conformance.spec import Level


def _applies(observation: Observation) -> bool:
    due = observation.case.due
    if due is None or due.guess or not observation.case.rivals or not was_as_planned(observation):
        return False
    rivals = at_once(observation)
    answered = all(one.succeeded or codes(one) & set(due.codes) for one in rivals)
    fresh = len(observation.case.before) > WITNESSES or bool(observation.case.takes)
    if the_same_again(observation, [one.root for one in rivals if one.succeeded]):
        return False
    return answered and remembers(observation) and (fresh or any(one.succeeded for one in rivals))


@check("state.one-winner", applies=_applies)
def state_one_winner(observation: Observation) -> Violations:
    """Of equal requests at the same moment, of which only one may succeed, exactly one does.

    It is judged where the target has just shown that it remembers, and all were answered with success or with the
    code that is due to the later ones. That none succeeds is wrong where what they are about was made just before.
    Several that give the same record made one of it, where no message states that they are refused.

    Source: reference pages, the messages of the codes for what was done before.
    """
    due, rivals = observation.case.due, at_once(observation)
    assert due is not None
    winners = sum(one.succeeded for one in rivals)
    if winners != 1:
        level = None if due.stated else Level.SHOULD
        expected = f"one of {len(rivals)} requests succeeds, the others get {' or '.join(due.codes)}"
        yield Violation(place(observation), expected, f"{winners} succeeded", level, topic=due.condition)
