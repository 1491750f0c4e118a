"""Faults in a sequence of calls: promises that are only broken after a certain earlier step."""

from graphql import GraphQLSchema

from kraken_conformance.server.execution.call import Call
from kraken_conformance.server.faults.parts.fault import Fault, OnRefusal, Refused
from kraken_conformance.server.faults.parts.needs import need
from kraken_conformance.spec import Effect, Mutation


@need("something to take that another step ends")
def ended_before(mutation: Mutation, _: GraphQLSchema) -> bool:
    """Whether the mutation ends what it takes."""
    return Effect.DESTROYS in mutation.effects and bool(mutation.arguments) and bool(mutation.errors)


def _foreign_code_after_the_end(refused: Refused | None, call: Call) -> Refused | None:
    if refused is not None or not call.ended:
        return refused
    return next(code for code in call.contract.errors if code not in call.mutation.errors), None


SEQUENCE_FAULTS = (
    Fault(
        "code-undeclared-after-end",
        "error.code-declared",
        "What has been ended already is refused with a code that the mutation does not declare.",
        OnRefusal(_foreign_code_after_the_end),
        "endContributionAgreement",
        ended_before,
        remembers=True,
    ),
)
