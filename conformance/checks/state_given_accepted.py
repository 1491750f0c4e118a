"""The check of `state.given-accepted`."""

from kraken_conformance.checks._shared.applicability import graphql_answered
from kraken_conformance.checks._shared.codes_not_due import raised, shows_whether_raised
from kraken_conformance.checks._shared.sequence import remembers, was_as_planned
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations


def _applies(observation: Observation) -> bool:
    due = observation.case.due
    if due is None or not due.absent or due.guess or observation.case.about:
        return False
    if not graphql_answered(observation):
        return False
    return shows_whether_raised(observation, due) and was_as_planned(observation) and remembers(observation)


@check("state.given-accepted", applies=_applies)
def state_given_accepted(observation: Observation) -> Violations:
    """What one step gave is known to the step that takes it: it is not refused as something that does not exist.

    Nor is it refused as done before where the request that was to do it was refused, or was a dry run.

    It is judged on targets that have just shown that they remember. Any other error that the mutation declares is no
    violation. Where no document states that the value is good, it weighs less.

    Source: reference pages, the messages of the codes for what is not found; platform documentation, the dry-run header
    """
    due = observation.case.due
    assert due is not None
    yield from raised(observation, due, due.condition)
