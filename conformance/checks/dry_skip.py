"""The check of `dry.skip`."""

from kraken_conformance.checks._shared.dry_run_answers import asks_by_header
from kraken_conformance.checks._shared.refusal import codes, place, refused_for_credentials, shown
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Expectation
from kraken_conformance.model.violation import Violation, Violations


def _applies(observation: Observation) -> bool:
    if (
        observation.case.expectation is not Expectation.DRY
        or asks_by_header(observation)
        or not observation.is_graphql
    ):
        return False
    if isinstance(observation.data, dict):
        return not codes(observation) & observation.contract.common_errors.keys()
    if refused_for_credentials(observation):
        return False
    # Nothing was executed. What else may be wrong with the request is not a matter of @skip.
    return not observation.is_request_error or any(
        "skip" in str(error.entry.get("message")) for error in observation.errors
    )


@check("dry.skip", applies=_applies)
def dry_skip(observation: Observation) -> Violations:
    """A mutation under @skip(if true) is not executed, and its key is missing in data.

    Source: GraphQL specification, September 2025, section 3.13.1 @skip
    """
    if observation.data != {} or observation.errors:
        yield Violation(path=place(observation), expected='{"data": {}}', actual=shown(observation))
