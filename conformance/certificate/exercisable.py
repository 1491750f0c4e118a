"""Which requirements a run of a contract can exercise at all."""

from collections.abc import Iterator

from graphql import get_named_type, is_composite_type

from kraken_conformance.server.faults.examples import can_show
from kraken_conformance.server.faults.registry import FAULTS
from kraken_conformance.spec import Contract, Effect, Mutation, Role


def exercisable(contract: Contract) -> frozenset[str]:
    """Return the requirements that some mutation of a contract can show broken, or a server as a whole can.

    A contract without lists has no list to nest wrongly. That a requirement can be shown is known from the planted
    faults: each needs a mutation that suits it.
    """
    found: set[str] = set()
    for fault in FAULTS.values():
        if fault.breaks not in found and can_show(contract, fault):
            found.add(fault.breaks)
    return frozenset(found.difference(_not_sure_to_come_up(contract)))


OF_REFUSALS = frozenset(
    {"error.code-present", "error.code-form", "error.code-declared", "error.path", "error.data-null"}
)
"""What only a refusal by a mutation itself shows."""


def _not_sure_to_come_up(contract: Contract) -> Iterator[str]:
    """Yield the requirements of which a server may show nothing, though some mutation suits them.

    A request has several forms where a mutation can be sent again and answers with data that show whether they mean
    the same: a refusal both times shows nothing, and whether a target honours a dry run the contract does not say.
    """
    login = contract.platform.login
    others = (one for one in contract.mutations.values() if login is None or one.name != login.mutation)
    repeatable = [one for one in others if Effect.IDEMPOTENT in one.effects]
    if not repeatable:
        yield from (fault.breaks for fault in FAULTS.values() if fault.breaks.startswith("equivalent."))
    if not any(one.arguments for one in repeatable):
        yield "equivalent.literal"
    if not any(is_composite_type(get_named_type(one.type)) for one in repeatable):
        yield "equivalent.fragment"
    if not any(_has_refusal_that_is_due(contract, one) for one in contract.mutations.values()):
        yield from OF_REFUSALS


def _has_refusal_that_is_due(contract: Contract, mutation: Mutation) -> bool:
    """Whether the documents state when the mutation raises one of its codes."""
    without_token = contract.codes_of(Role.NO_TOKEN)
    return any(
        code in without_token or any(trigger.stated for trigger in contract.triggers.of(mutation.name, code))
        for code in mutation.errors
    )
