"""What the control shows: the same request without what is wrong with it."""

from kraken_conformance.checks._shared.refusal import codes, refused
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.exchange import REFUSED_UNREAD


def control_executed(observation: Observation) -> bool:
    """Whether the request without its fault got through: GraphQL answered it, and nothing was wrong with it.

    Where it was refused as well, or was not sent, a refusal says nothing of the fault: the server may refuse every
    document (persisted operations only, a limit) or everything that names the mutation, or somebody before it may
    refuse every request.
    """
    control = observation.control
    if control is None:
        return observation.again
    return control.is_graphql and not control.errors


def refused_unlike_control(observation: Observation) -> bool:
    """Whether the request with the run's own token was executed and not refused in the same way."""
    control = observation.control
    if control is None or not control.is_graphql:
        return False
    return not refused(control) or codes(control) != codes(observation)


def answers_request(observation: Observation) -> bool:
    """Whether an answer is about this request: GraphQL made it, the server failed, or it refuses what was read.

    A refusal that is not GraphQL's counts only where the control got through: else a gateway may refuse everything.
    """
    response = observation.exchange.response
    if response is None:
        return False
    if observation.is_graphql or response.status >= 500:
        return True
    return response.status not in REFUSED_UNREAD and control_executed(observation)
