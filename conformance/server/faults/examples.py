"""Where a fault can be shown: a mutation of the contract at hand that suits it."""

from collections.abc import Mapping

from kraken_conformance.server.execution.schema_draft import site_schema
from kraken_conformance.server.faults.fault import Fault, OnError
from kraken_conformance.server.rules.input_checks import checks_for
from kraken_conformance.spec import Contract, Mutation, Role


def example_in(contract: Contract, fault: Fault, taken: Mapping[str, int] | None = None) -> str | None:
    """Return a mutation of a contract that shows a fault well, None where no mutation of it can.

    That is the fault's own example where the contract has it. Else it is, of those that suit, the one that is the
    least `taken`: faults on different mutations can be planted together. A fault in an error is best shown by a
    mutation that needs no token, whose errors are about nothing but themselves.
    """
    if fault.example is None:
        return None
    known = contract.mutations.get(fault.example)
    if (
        known is not None
        and fault.suits(known, site_schema(contract, known.server))
        and _led_to(contract, fault)
    ):
        return known.name
    suitable = [
        mutation
        for mutation in contract.mutations.values()
        if fault.suits(mutation, site_schema(contract, mutation.server))
        and _comes_up(contract, fault, mutation)
    ]
    if fault.breaks.startswith("error."):
        login = contract.platform.login
        others = [one for one in suitable if login is None or one.name != login.mutation] or suitable
        suitable = [mutation for mutation in others if not mutation.needs_token] or others
    return min(
        (mutation.name for mutation in suitable), key=lambda name: (taken or {}).get(name, 0), default=None
    )


def _led_to(contract: Contract, fault: Fault) -> bool:
    """Whether a fault in what a server remembers can be found: a confirmed flow comes to its example."""
    if not (fault.stateful and fault.breaks.startswith("state.")):
        return True
    return any(not flow.drafted for flow, _ in contract.steps_of(str(fault.example)))


def _comes_up(contract: Contract, fault: Fault, mutation: Mutation) -> bool:
    """Whether a run of the contract comes to what the fault changes: an error, or a step after another one."""
    if fault.stateful:
        return False  # what a server remembers of its records is known of the fault's own example alone
    if fault.remembers:
        return any(step.ends for _, step in contract.steps_of(mutation.name))
    if isinstance(fault.hook, OnError):
        return bool(contract.codes_of(Role.NO_TOKEN) & set(mutation.errors) or checks_for(mutation))
    return True
