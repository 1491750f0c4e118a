"""The check of `input.valid-accepted`."""

from graphql import GraphQLSchema

from kraken_conformance.checks._shared.own_schema import has_a_blank_id, is_valid, scalars_of_own_form
from kraken_conformance.checks._shared.refusal import refused_for_credentials, shown
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Expectation
from kraken_conformance.model.violation import Violation, Violations
from kraken_conformance.spec import Level


def _applies(observation: Observation) -> bool:
    response, schema = observation.exchange.response, observation.target.schema
    if observation.case.expectation is not Expectation.ACCEPTED or schema is None or response is None:
        return False
    if response.status >= 500 or not observation.is_graphql or refused_for_credentials(observation):
        return False
    return not observation.is_request_error or _has_to_be_accepted(observation, schema)


def _has_to_be_accepted(observation: Observation, schema: GraphQLSchema) -> bool:
    """Whether the target's own schema calls a request valid, without a blank ID or a scalar of unknown form."""
    mutation, case = observation.mutation, observation.case
    if mutation is None or not is_valid(schema, case) or has_a_blank_id(schema, case):
        return False
    return not scalars_of_own_form(schema, case) & observation.target.strategies.guessed_scalars(mutation)


@check("input.valid-accepted", applies=_applies)
def input_valid_accepted(observation: Observation) -> Violations:
    """Input that is valid by the target's own schema reaches the mutation.

    No schema states the form of an ID or of a custom scalar: a violation weighs less where one is among the
    variables. A scalar whose form is anybody's guess, and a blank text for an ID, are no ground for a violation at all.

    Source: GraphQL specification, September 2025, sections 3.5.5 ID and 6.1.2 Coercing Variable Values
    """
    schema = observation.target.schema
    assert schema is not None
    if observation.is_request_error:
        yield Violation(
            path=("errors",),
            expected="the mutation is executed: the request is valid by the target's own schema",
            actual=shown(observation),
            level=Level.SHOULD if scalars_of_own_form(schema, observation.case) else None,
        )
