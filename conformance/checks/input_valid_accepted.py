"""The check of `input.valid-accepted`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.checks._shared.own_schema import custom_scalars, is_valid
from kraken_conformance.checks._shared.refusal import refused_for_credentials, shown
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Expectation
from kraken_conformance.model.violation import Violation
from kraken_conformance.spec import Level


def _applies(observation: Observation) -> bool:
    response = observation.exchange.response
    return (
        observation.case.expectation is Expectation.ACCEPTED
        and response is not None
        and response.status < 500
        and observation.target.schema is not None
        and observation.is_graphql
        and not refused_for_credentials(observation)
    )


@check("input.valid-accepted", applies=_applies)
def input_valid_accepted(observation: Observation) -> Iterator[Violation]:
    """Input that is valid by the target's own schema reaches the mutation.

    No schema tells the form of a custom scalar: a violation weighs less where a well-known one is among
    the variables, and a scalar whose form is anybody's guess is no ground for a violation at all.

    Source: GraphQL specification, September 2025, section 6.1.2 Coercing Variable Values
    """
    schema, mutation = observation.target.schema, observation.mutation
    if (
        not observation.is_request_error
        or schema is None
        or mutation is None
        or not is_valid(schema, observation.case)
    ):
        return
    scalars = custom_scalars(schema, observation.case)
    if scalars & observation.target.strategies.guessed_scalars(mutation):
        return
    yield Violation(
        path=("errors",),
        expected="the mutation is executed: the request is valid by the target's own schema",
        actual=shown(observation),
        level=Level.SHOULD if scalars else None,
    )
