"""The check of `auth.ended-token`."""

from kraken_conformance.checks._shared.refusal import answered, let_through
from kraken_conformance.checks._shared.sequence import remembers, was_as_planned
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations

ID = "auth.ended-token"


def _applies(observation: Observation) -> bool:
    return (
        observation.case.about == ID
        and answered(observation)
        and was_as_planned(observation)
        and remembers(observation)
    )


@check(ID, applies=_applies)
def auth_ended_token(observation: Observation) -> Violations:
    """A token that its owner has made invalid is refused, and so is the refresh token that came with it.

    It is judged where the token was good just before, and on targets that have just shown that they remember.

    Source: reference pages, forceReauthentication.
    """
    yield from let_through(observation, "a refusal: the token was made invalid just before")
