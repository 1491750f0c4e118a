"""The check of `auth.token-use`."""

from kraken_conformance.checks._shared.refusal import answered, codes, let_through, refused
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations
from kraken_conformance.spec import Level, Role

ID = "auth.token-use"
PARTS_OF_A_JWT = 3

REFUSING = (Role.BAD_TOKEN, Role.TOKEN_EXPIRED, Role.AUTHENTICATION_FAILED, Role.NO_TOKEN, Role.NOT_ALLOWED)
"""What a request with a token of the wrong kind is refused with."""


def _given(observation: Observation) -> tuple[str, str] | None:
    """Return the access token and the refresh token that the login gave just before, None where it did not."""
    login = observation.contract.platform.login
    for exchange in observation.exchange.before:
        if login is None or exchange.case.mutation != login.mutation or login.refresh_token is None:
            continue
        root = Observation(exchange, observation.target).root
        if isinstance(root, dict):
            access, refresh = root.get(login.token), root.get(login.refresh_token)
            return (access, refresh) if isinstance(access, str) and isinstance(refresh, str) else None
    return None


def _limited(observation: Observation) -> bool:
    """Whether the credential was given by another mutation than the login, for one purpose."""
    case, login = observation.case, observation.contract.platform.login
    giving = None if case.bearer is None else case.before[case.bearer.step].mutation
    return giving is not None and (login is None or giving != login.mutation)


def _applies(observation: Observation) -> bool:
    """Whether one kind of token was sent in the place of the other, where the right one is taken.

    Or where it is refused for what it is. A target that gives one token for both has no two kinds.
    """
    if observation.case.about != ID or not answered(observation):
        return False
    right = Observation(observation.exchange.before[-1], observation.target)
    for_another = _limited(observation)
    given = _given(observation)
    if not for_another and (given is None or given[0] == given[1]):
        return False
    login = observation.contract.platform.login
    alone = login is not None and observation.case.mutation != login.mutation == right.case.mutation
    if (alone or for_another) and refused(observation):
        return bool(codes(observation) & observation.contract.codes_of(*REFUSING))
    return right.succeeded


@check(ID, applies=_applies)
def auth_token_use(observation: Observation) -> Violations:
    """A refresh token is no credential of a request, and an access token obtains no new one.

    Where the tokens are no JSON Web Tokens it weighs less, and where a token is for one purpose alone: what else it
    permits is not stated.

    Source: RFC 8725, section 3.12 Use Mutually Exclusive Validation Rules for Different Kinds of JWTs
    """
    if _limited(observation):
        expected = f"an error and no data: {observation.case.label}, which is for another purpose"
        yield from let_through(observation, expected, Level.SHOULD)
        return
    given = _given(observation)
    assert given is not None
    are_jwt = all(len(token.split(".")) == PARTS_OF_A_JWT for token in given)
    kind = "a refresh token" if observation.case.bearer is not None else "an access token"
    expected = f"an error and no data: {kind} stands in the place of the other kind"
    yield from let_through(observation, expected, None if are_jwt else Level.SHOULD)
