"""The check of `auth.peer-access`."""

from kraken_conformance.checks._shared.refusal import answered, codes, let_through, refused
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.limits import refused_by_limit
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Credentials
from kraken_conformance.model.violation import Violations
from kraken_conformance.probes.peer_access import STRANGE_LABEL
from kraken_conformance.spec import Level, Role

BAD = (Role.BAD_TOKEN, Role.TOKEN_EXPIRED, Role.AUTHENTICATION_FAILED, Role.NO_TOKEN, Role.TOO_MANY_REQUESTS)
"""What refuses a token whatever it is used for."""


def _applies(observation: Observation) -> bool:
    """Whether the owner had it, an id that does not exist was refused, and the other token is a good one."""
    case, before = observation.case, observation.exchange.before
    if case.credentials is not Credentials.PEER or not before or not answered(observation):
        return False
    earlier = [Observation(exchange, observation.target) for exchange in before]
    strange = before[-1].case.label == STRANGE_LABEL
    owned = earlier[:-1] if strange else earlier
    if not owned or not all(one.succeeded for one in owned):
        return False
    if strange and not _refuses_the_id(earlier[-1]):
        return False
    if observation.root is None and "errors" in observation.body and not observation.errors:
        return False  # nothing came, and errors that cannot be read
    return not codes(observation) & observation.contract.codes_of(*BAD)


def _refuses_the_id(stranger: Observation) -> bool:
    """Whether the mutation itself refused an id that does not exist: a limit, or a gateway, shows nothing."""
    return (
        stranger.is_graphql and refused(stranger) and bool(stranger.raised) and not refused_by_limit(stranger)
    )


@check("auth.peer-access", applies=_applies)
def auth_peer_access(observation: Observation) -> Violations:
    """What belongs to one customer is refused to another.

    It weighs less where the documents list no code for what is not allowed: there it may be meant for everybody.

    Source: reference pages, "KT-CT-1111: Unauthorized."; OWASP API Security Top 10 2023, API1 Broken Object
    Level Authorization
    """
    mutation = observation.mutation
    assert mutation is not None
    stated = set(mutation.errors) & observation.contract.codes_like(Role.NOT_ALLOWED)
    yield from let_through(
        observation,
        f"an error and no data: this is {observation.case.label}",
        None if stated else Level.SHOULD,
    )
