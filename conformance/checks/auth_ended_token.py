"""The check of `auth.ended-token`."""

from kraken_conformance.checks._shared.refusal import answered, codes, let_through
from kraken_conformance.checks._shared.sequence import remembers, was_as_planned
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations
from kraken_conformance.spec import Role

ID = "auth.ended-token"
ENDED = (Role.TOKEN_EXPIRED, Role.BAD_TOKEN)


def _applies(observation: Observation) -> bool:
    return (
        observation.case.about == ID
        and answered(observation)
        and was_as_planned(observation)
        and (remembers(observation) or _own_has_ended(observation))
    )


def _own_has_ended(observation: Observation) -> bool:
    """Whether the token with which the others were made invalid has been refused itself."""
    last = observation.exchange.before[-1]
    return last.case.bearer is not None and bool(
        codes(Observation(last, observation.target)) & observation.contract.codes_of(*ENDED)
    )


@check(ID, applies=_applies)
def auth_ended_token(observation: Observation) -> Violations:
    """A token that its owner has made invalid is refused, and so is the refresh token that came with it.

    It is judged where the token was good just before, and on targets that have just shown that they remember: by their
    records, or as they refuse the token with which the others were made invalid.

    Source: reference pages, forceReauthentication.
    """
    yield from let_through(observation, "a refusal: the token was made invalid just before")
