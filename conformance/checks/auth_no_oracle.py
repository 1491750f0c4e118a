"""The check of `auth.no-oracle`."""

from kraken_conformance.checks._shared.answer_outcome import outcome, outcomes_before
from kraken_conformance.checks._shared.control import refused_unlike_control
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Credentials, Expectation
from kraken_conformance.model.violation import Violation, Violations


def _applies(observation: Observation) -> bool:
    if (
        observation.case.credentials is not Credentials.NONE
        or observation.case.expectation is not Expectation.REFUSED
    ):
        return False
    compared = (outcome(observation), *outcomes_before(observation))
    if len(compared) < 2 or not all(one is not None and one.executed and one.refused for one in compared):
        return False
    # What a good token meets as well is no refusal of the credentials.
    return len(set(compared)) > 1 or observation.control is None or refused_unlike_control(observation)


@check("auth.no-oracle", applies=_applies)
def auth_no_oracle(observation: Observation) -> Violations:
    """A request without a token is refused in the same way whatever its input refers to.

    Source: OWASP API Security Top 10 2023, API1 Broken Object Level Authorization
    """
    here, reference = outcome(observation), outcomes_before(observation)[0]
    if here != reference:
        yield Violation(path=("errors",), expected=f"{reference}, as for other values", actual=str(here))
