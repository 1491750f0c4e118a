"""Faults in a sequence of calls: promises that are only broken after a certain earlier step."""

from __future__ import annotations

from graphql import GraphQLSchema

from kraken_conformance.server.execution.call import Call
from kraken_conformance.server.faults.fault import Fault, OnRefusal, Refused
from kraken_conformance.spec import Effect, Mutation


def _may_end_what_it_takes(mutation: Mutation, _: GraphQLSchema) -> bool:
    return Effect.DESTROYS in mutation.effects and bool(mutation.arguments) and bool(mutation.errors)


def _foreign_code_after_the_end(refused: Refused | None, call: Call) -> Refused | None:
    if refused is not None or not call.ended:
        return refused
    return next(code for code in call.contract.errors if code not in call.mutation.errors), None


SEQUENCE_FAULTS = (
    Fault(
        id="code-undeclared-after-end",
        breaks="error.code-declared",
        description="What has been ended already is refused with a code that the mutation does not declare.",
        hook=OnRefusal(_foreign_code_after_the_end),
        example="endContributionAgreement",
        needs="something to take that another step ends",
        suits=_may_end_what_it_takes,
        remembers=True,
    ),
)
