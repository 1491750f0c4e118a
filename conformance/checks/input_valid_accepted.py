"""The check of `input.valid-accepted`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.case import Expectation
from kraken_conformance.checks.own_schema import custom_scalars, is_valid
from kraken_conformance.checks.refusal import refused_for_credentials, shown
from kraken_conformance.checks.registry import check
from kraken_conformance.observation import Observation
from kraken_conformance.spec import Level


def _applies(seen: Observation) -> bool:
    response = seen.exchange.response
    return (
        seen.case.expectation is Expectation.ACCEPTED
        and response is not None
        and response.status < 500
        and seen.target.schema is not None
        and seen.is_graphql
        and not refused_for_credentials(seen)
    )


@check("input.valid-accepted", applies=_applies)
def input_valid_accepted(seen: Observation) -> Iterator[Breach]:
    """Input that is valid by the target's own schema reaches the mutation.

    No schema tells the form of a custom scalar: a breach weighs less where a well-known one is among
    the variables, and a scalar whose form is anybody's guess is no ground for a breach at all.

    Source: GraphQL specification, October 2021, section 6.1.2 Coercing Variable Values
    """
    schema, mutation = seen.target.schema, seen.mutation
    if not seen.is_request_error or schema is None or mutation is None or not is_valid(schema, seen.case):
        return
    scalars = custom_scalars(schema, seen.case)
    if scalars & seen.target.strategies.guessed_scalars(mutation):
        return
    yield Breach(
        path=("errors",),
        expected="the mutation is executed: the request is valid by the target's own schema",
        actual=shown(seen),
        level=Level.SHOULD if scalars else None,
    )
