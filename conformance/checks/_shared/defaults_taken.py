"""Whether a mutation was given the defaults of its variables."""

from kraken_conformance.checks._shared.applicability import graphql_answered
from kraken_conformance.checks._shared.refusal import refused, refused_for_credentials
from kraken_conformance.judging.observation import Observation, RaisedError

ID = "document.variable-defaults"


def of_mutation(observation: Observation) -> bool:
    """Whether a mutation was sent its input as defaults, and answered when it was sent the same input as variables."""
    if observation.case.about != ID or observation.mutation is None or not graphql_answered(observation):
        return False
    if observation.is_request_error or refused_for_credentials(observation):
        return False
    control = observation.control
    if control is None:
        return observation.again
    return control.executed and not _without_code(control)


def lost_defaults(observation: Observation) -> tuple[RaisedError, ...]:
    """Return the errors without a code by which a mutation refuses defaults, and not the same input as variables.

    A mutation refuses values with a code of its own. What has none is about values that are not there.
    """
    return _without_code(observation) if of_mutation(observation) and refused(observation) else ()


def _without_code(observation: Observation) -> tuple[RaisedError, ...]:
    return tuple(error for error in observation.raised if error.code is None)
