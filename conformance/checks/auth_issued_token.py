"""The check of `auth.issued-token`."""

from kraken_conformance.checks._shared.refusal import answered, codes, place, shown
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violation, Violations
from kraken_conformance.spec import Role

ID = "auth.issued-token"
ABOUT_THE_TOKEN = (Role.NO_TOKEN, Role.AUTHENTICATION_FAILED, Role.BAD_TOKEN, Role.TOKEN_EXPIRED)
REFUSED = frozenset({401, 403})


def _applies(observation: Observation) -> bool:
    """Whether a new token was tried where the token of the run had just been accepted.

    That one may come from the same login, and be no better: then the new one counts if it is said to be bad. That
    tokens expire at once says how long they live, and not that they are bad.
    """
    before = observation.exchange.before
    case = observation.case
    if case.bearer is None or case.about != ID or not before or not answered(observation):
        return False
    own = Observation(before[-1], observation.target)
    called_bad = bool(codes(observation) & observation.contract.codes_of(Role.BAD_TOKEN))
    return own.is_graphql and (called_bad or not _is_turned_away(own))


@check(ID, applies=_applies)
def auth_issued_token(observation: Observation) -> Violations:
    """A token that the target has just issued or refreshed is accepted as a credential.

    Source: reference pages, obtainKrakenToken: it returns the token for the Authorization header.
    """
    if _is_turned_away(observation):
        yield Violation(
            place(observation), "the token that was issued just before is accepted", shown(observation)
        )


def _is_turned_away(observation: Observation) -> bool:
    response = observation.exchange.response
    if response is not None and response.status in REFUSED and not observation.executed:
        return True
    return bool(codes(observation) & observation.contract.codes_of(*ABOUT_THE_TOKEN))
