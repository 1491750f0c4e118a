"""What the checks of missing and bad credentials share: when they apply, and what they report."""

from collections.abc import Callable

from kraken_conformance.checks._shared.control import refused_unlike_control
from kraken_conformance.checks._shared.refusal import codes, let_through, refused, speaks_of_credentials
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Credentials, Expectation
from kraken_conformance.model.harmless_query import answers_the_query
from kraken_conformance.model.violation import Violations
from kraken_conformance.spec import Role

GATE_STATUSES = frozenset({401, 403, 407})
"""Statuses by which who asks is refused."""

OTHER_REASONS = (
    Role.FIELD_DISABLED,
    Role.TOO_COMPLEX,
    Role.TOO_MANY_NODES,
    Role.TOO_MANY_REQUESTS,
    Role.NO_PAGE_SIZE,
)
"""Roles of codes that refuse a request with any credentials: a field is switched off, a query is too large, …"""


def sent_with(*credentials: Credentials) -> Callable[[Observation], bool]:
    """Return the condition that a mutation which needs a token was answered without a good one, with one of these.

    A request that was refused before it was executed, and not for its credentials, shows nothing; nor does a
    refusal that the run's own token meets as well, or the answer to another operation of the document.
    """

    def applies(observation: Observation) -> bool:
        case = observation.case
        if case.credentials not in credentials or case.expectation is not Expectation.REFUSED:
            return False
        if case.operation is not None and answers_the_query(case.operation, observation.data):
            return False
        if not refused(observation):
            return True
        return refused_at_the_gate(observation) or (observation.is_graphql and _for_credentials(observation))

    return applies


def refused_at_the_gate(observation: Observation) -> bool:
    """Whether credentials are refused by the status alone, where the run's own token gets through."""
    response = observation.exchange.response
    return response is not None and response.status in GATE_STATUSES and refused_unlike_control(observation)


def _for_credentials(observation: Observation) -> bool:
    found = codes(observation)
    if found and found <= observation.contract.codes_of(*OTHER_REASONS):
        return False
    if observation.is_request_error and not speaks_of_credentials(observation):
        return False
    return observation.control is None or refused_unlike_control(observation)


def unrefused(observation: Observation) -> Violations:
    """Yield a violation where such a request is not refused."""
    yield from let_through(observation, "an error and no data: the mutation needs a token")
