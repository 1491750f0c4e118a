"""The check of `error.raised-only-when-due`."""

from kraken_conformance.checks._shared.applicability import graphql_answered
from kraken_conformance.checks._shared.codes_not_due import raised, shows_whether_raised
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations

ID = "error.raised-only-when-due"


def _applies(observation: Observation) -> bool:
    due = observation.case.due
    if due is None or observation.case.about != ID or not graphql_answered(observation):
        return False
    return shows_whether_raised(observation, due)


@check(ID, applies=_applies)
def error_raised_only_when_due(observation: Observation) -> Violations:
    """A value that the message of a code allows is not refused with that code.

    Any other error shows nothing of it. What common usage alone allows weighs less.

    Source: reference pages, the message of the code.
    """
    due = observation.case.due
    assert due is not None
    yield from raised(observation, due, f"{due.condition} is allowed")
