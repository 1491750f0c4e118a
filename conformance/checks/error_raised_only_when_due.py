"""The check of `error.raised-only-when-due`."""

from kraken_conformance.checks._shared.applicability import graphql_answered
from kraken_conformance.checks._shared.refusal import codes
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violation, Violations
from kraken_conformance.spec import Level

ID = "error.raised-only-when-due"


def _applies(observation: Observation) -> bool:
    due = observation.case.due
    if due is None or observation.case.about != ID or not graphql_answered(observation):
        return False
    return observation.succeeded or bool(codes(observation) & set(due.codes))


@check(ID, applies=_applies)
def error_raised_only_when_due(observation: Observation) -> Violations:
    """A value that the message of a code allows is not refused with that code.

    Any other error shows nothing of it. What common sense alone allows weighs less.

    Source: reference pages, the message of the code.
    """
    due = observation.case.due
    assert due is not None
    for error in observation.errors:
        if error.code_text in due.codes:
            level = None if due.stated else Level.SHOULD
            expected = f"not {error.code_text}: {due.condition} is allowed"
            yield Violation(error.code_place, expected, error.code_text, level, topic=error.code_text)
