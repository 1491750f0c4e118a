"""The check of `error.raised-only-when-due`."""

from kraken_conformance.checks._shared.applicability import graphql_answered
from kraken_conformance.checks._shared.codes_not_due import raised, shows_whether_raised
from kraken_conformance.checks._shared.conditions_met import not_missing
from kraken_conformance.checks._shared.refusal import codes
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violation, Violations

ID = "error.raised-only-when-due"


def _applies(observation: Observation) -> bool:
    if not graphql_answered(observation):
        return False
    due = observation.case.due
    if due is not None and observation.case.about == ID:
        return shows_whether_raised(observation, due)
    cannot_be_due = _for_what_is_there(observation)
    return bool(cannot_be_due) and (observation.succeeded or bool(codes(observation) & cannot_be_due))


def _for_what_is_there(observation: Observation) -> frozenset[str]:
    """Return the codes that say of valid input that something is missing, which is there."""
    case, mutation = observation.case, observation.mutation
    if mutation is None or case.due is not None or case.fault is not None or case.operation is None:
        return frozenset()
    listed = observation.target.once(
        "codes for missing input",
        mutation.name,
        make=lambda: observation.contract.triggers.of_missing_input(mutation.name, mutation.errors),
    )
    return not_missing(observation, listed)


@check(ID, applies=_applies)
def error_raised_only_when_due(observation: Observation) -> Violations:
    """A value that the message of a code allows is not refused with that code.

    Nor is input refused as lacking something that is there, where the documents state that the code is for nothing
    else. Any other error shows nothing of it. What common usage alone allows weighs less.

    Source: reference pages, the message of the code.
    """
    due = observation.case.due
    if due is not None:
        yield from raised(observation, due, f"{due.condition} is allowed")
        return
    cannot_be_due = _for_what_is_there(observation)
    for error in observation.own_errors:
        if error.code_text in cannot_be_due:
            expected = f"not {error.code_text}: what it says is missing is there"
            yield Violation(error.code_place, expected, error.code_text, topic=error.code_text)
