"""The check of `error.raised-when-due`."""

import re

from kraken_conformance.checks._shared.answer_outcome import outcomes_before
from kraken_conformance.checks._shared.applicability import graphql_answered
from kraken_conformance.checks._shared.refusal import codes, place, refused, shown
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Due
from kraken_conformance.model.violation import Violation, Violations
from kraken_conformance.spec import Level, Mutation

VAGUE = re.compile(
    r"error|unable|fail|unexpected|unknown|unauthorized|invalid|enabled|available|already|attempt|another user|"
    r"exception|problem|timeout|try",
    re.I,
)
"""Words of messages that may be right for any input, or whatever was wrong at that moment."""


def _applies(observation: Observation) -> bool:
    due, response = observation.case.due, observation.exchange.response
    if due is None or due.after_steps or response is None or not graphql_answered(observation):
        return False
    if response.status >= 500 or codes(observation) & observation.contract.common_errors.keys():
        return False
    if codes(observation) & set(due.codes):
        return True
    return (_accepted(observation) and not due.guess) or bool(_confused(observation, due))


@check("error.raised-when-due", applies=_applies)
def error_raised_when_due(observation: Observation) -> Violations:
    """A mutation refuses an input that meets the condition of a code, with that code.

    A condition that only names and messages imply weighs less; one that the target may not know of is not judged.
    Another code is judged where the documents state
    the condition, the same input without it was accepted just before, and that code stands for another condition.

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
    for code in _confused(observation, due):
        yield Violation(("errors", 0, "extensions", "errorCode"), expected, code, Level.SHOULD, topic=code)


def _accepted(observation: Observation) -> bool:
    """Whether the answer brings something of the mutation: an answer of nothing and no error is another fault."""
    return not refused(observation) and observation.root is not None


def _confused(observation: Observation, due: Due) -> tuple[str, ...]:
    """Return the codes raised in the place of the one that is due, where they are known to be wrong."""
    mutation, before = observation.mutation, outcomes_before(observation)
    if not due.stated or mutation is None or not refused(observation) or not before:
        return ()
    if any(one is None or one.refused for one in before):
        return ()
    if all(one.case.mutation != mutation.name for one in observation.exchange.before):
        return ()
    return tuple(
        sorted(
            code
            for code in codes(observation)
            if code in mutation.errors and _says_another_thing(observation, mutation, code)
        )
    )


def _says_another_thing(observation: Observation, mutation: Mutation, code: str) -> bool:
    """Whether a code stands for a condition of the input that is not met, or of the records that a request names.

    The same input but for its one fault was accepted just before: those were as they have to be. What a message says
    in general, or of what was done before, may be right all the same.
    """
    triggers = [one for one in observation.contract.triggers.of(mutation.name, code) if not one.pool]
    if triggers:
        return any(not one.flow for one in triggers)
    entry = observation.contract.errors.get(code)
    return entry is not None and entry.message is not None and VAGUE.search(entry.message) is None
