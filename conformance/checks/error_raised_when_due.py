"""The check of `error.raised-when-due`."""

from kraken_conformance.checks._shared.applicability import graphql_answered
from kraken_conformance.checks._shared.codes_in_place import confused
from kraken_conformance.checks._shared.refusal import codes, place, refused, shown
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violation, Violations
from kraken_conformance.spec import Level


def _applies(observation: Observation) -> bool:
    due, response = observation.case.due, observation.exchange.response
    if (
        due is None
        or due.after_steps
        or due.absent
        or due.is_over()
        or response is None
        or not graphql_answered(observation)
    ):
        return False
    if response.status >= 500 or codes(observation) & observation.contract.common_errors.keys():
        return False
    if codes(observation) & set(due.codes):
        return True
    return (_accepted(observation) and not due.guess) or bool(confused(observation, due))


@check("error.raised-when-due", applies=_applies)
def error_raised_when_due(observation: Observation) -> Violations:
    """A mutation refuses an input that meets the condition of a code, with that code.

    A condition that only names and messages imply weighs less; one that the target may not know of is not judged,
    nor is what was a day in the future when the run began and may be none now.
    Another code is judged where the documents state the condition, the same input without it was accepted just before,
    and that code stands for another condition.

    Source: reference pages, the message of the code.
    """
    due = observation.case.due
    assert due is not None
    if codes(observation) & set(due.codes):
        return
    expected = f"{' or '.join(due.codes)}, because of {due.condition}"
    if _accepted(observation):
        level = None if due.stated else Level.SHOULD
        yield Violation(place(observation), expected, shown(observation), level, topic=" ".join(due.codes))
        return
    for code in confused(observation, due):
        yield Violation(("errors", 0, "extensions", "errorCode"), expected, code, Level.SHOULD, topic=code)


def _accepted(observation: Observation) -> bool:
    """Whether the answer brings something of the mutation: an answer of nothing and no error is another fault."""
    return not refused(observation) and observation.root is not None
