"""The check of `state.ended-refused`."""

from kraken_conformance.checks._shared.applicability import graphql_answered
from kraken_conformance.checks._shared.codes_in_place import not_found
from kraken_conformance.checks._shared.refusal import codes, place, refused, shown
from kraken_conformance.checks._shared.sequence import done_before, remembers, the_same_again, was_as_planned
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violation, Violations
from kraken_conformance.spec import Level


def _applies(observation: Observation) -> bool:
    due = observation.case.due
    case = observation.case
    if due is None or not due.after_steps or due.absent or case.rivals or case.about:
        return False
    if not graphql_answered(observation):
        return False
    if refused(observation):
        return bool(codes(observation) & set(due.codes) or not_found(observation, due))
    accepted = observation.root is not None and not due.guess
    earlier = done_before(observation)
    if earlier is not None and the_same_again(observation, (earlier.root, observation.root)):
        return False
    return accepted and was_as_planned(observation) and remembers(observation)


@check("state.ended-refused", applies=_applies)
def state_ended_refused(observation: Observation) -> Violations:
    """What was never given, has ended, was used up or cannot be there twice is refused.

    It is judged on targets that have just shown that they remember. Where no message states the condition, it
    weighs less, and so does a code that says that there is no such thing, after it was used just before. There, what
    gives back the same record as before made no second one.

    Source: reference pages, the messages of the codes that name the condition.
    """
    due = observation.case.due
    assert due is not None
    expected = f"{' or '.join(due.codes)}, because of {due.condition}"
    if not refused(observation):
        level = None if due.stated else Level.SHOULD
        yield Violation(place(observation), expected, shown(observation), level, topic=due.condition)
    elif not codes(observation) & set(due.codes):
        for code in not_found(observation, due):
            at = ("errors", 0, "extensions", "errorCode")
            yield Violation(at, expected, code, Level.SHOULD, topic=code)
