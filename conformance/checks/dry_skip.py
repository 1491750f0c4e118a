"""The check of `dry.skip`."""

import re

from kraken_conformance.checks._shared.dry_run_answers import asks_by_header
from kraken_conformance.checks._shared.refusal import codes, place, refused_for_credentials, shown
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Credentials, Expectation
from kraken_conformance.model.violation import Violation, Violations

DIRECTIVES = re.compile(r"\b(skip|include)\b")


def _applies(observation: Observation) -> bool:
    if (
        observation.case.expectation is not Expectation.DRY
        or asks_by_header(observation)
        or not observation.is_graphql
    ):
        return False
    if isinstance(observation.data, dict):
        if _anonymous(observation) and not observation.data and observation.errors:
            return False  # nothing is executed, and who asks is refused
        return not codes(observation) & observation.contract.common_errors.keys()
    if _anonymous(observation) or refused_for_credentials(observation):
        return False
    # Nothing was executed. What else may be wrong with the request is not a matter of @skip.
    return not observation.is_request_error or any(
        DIRECTIVES.search(str(error.entry.get("message"))) for error in observation.errors
    )


def _anonymous(observation: Observation) -> bool:
    return observation.case.credentials is Credentials.NONE


@check("dry.skip", applies=_applies)
def dry_skip(observation: Observation) -> Violations:
    """A mutation under @skip(if true) or @include(if false) is not executed, and its key is missing in data.

    Source: GraphQL specification, September 2025, sections 3.13.1 @skip and 3.13.2 @include
    """
    if observation.data != {} or observation.errors:
        yield Violation(path=place(observation), expected='{"data": {}}', actual=shown(observation))
