"""Where a fault can be shown: a mutation of the contract at hand that suits it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kraken_conformance.server.execution.schema_draft import site_schema
from kraken_conformance.server.faults.fault import Fault
from kraken_conformance.server.faults.inputs import input_names
from kraken_conformance.server.faults.needs import ANYTHING
from kraken_conformance.server.rules.input_checks import checks_for
from kraken_conformance.spec import Contract, Mutation, Role

ACCOUNT = "account-number"
"""The format of the numbers of accounts, in a contract."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a requirement rests on in a contract, beside its types: `missing` says in words what is not there."""

    missing: str
    there: Callable[[Contract, Fault, Mutation], bool]


def _says_what_is_shown(contract: Contract, fault: Fault, mutation: Mutation) -> bool:
    if fault.needs is not ANYTHING:
        return True  # the names of the fields say it
    return any(step.shows and not flow.drafted for flow, step in contract.steps_of(mutation.name))


def _gives_tokens(contract: Contract, _: Fault, mutation: Mutation) -> bool:
    login = contract.platform.login
    return login is not None and any(not flow.drafted for flow, _ in contract.steps_of(login.mutation))


def _is_due(contract: Contract, fault: Fault, mutation: Mutation) -> bool:
    codes = set(fault.needs.codes or mutation.errors) & set(mutation.errors)
    return any(not one.guess for code in codes for one in contract.triggers.of(mutation.name, code))


_TOKENS = Ground("no flow that is confirmed obtains a token", _gives_tokens)

GROUNDS: Mapping[str, Ground] = MappingProxyType(
    {
        "schema.one-site": Ground("there is one site alone", lambda contract, *_: len(contract.servers) > 1),
        "shape.echo": Ground(
            "no flow that is confirmed says which field shows an input", _says_what_is_shown
        ),
        "auth.issued-token": _TOKENS,
        "auth.token-use": _TOKENS,
        "error.raised-when-due": Ground("no trigger that is confirmed says when the error is due", _is_due),
    }
)
"""The requirements that rest on what a contract says of a mutation."""


def example_in(contract: Contract, fault: Fault, taken: Mapping[str, int] | None = None) -> str | None:
    """Return a mutation of a contract that shows a fault well, None where no mutation of it can.

    That is the fault's own example where the contract has it. Else it is, of those that suit, the one that is the
    least `taken`: faults on different mutations can be planted together. A fault in an error is best shown by a
    mutation that needs no token, whose errors are about nothing but themselves.
    """
    if fault.example is None:
        return None
    suitable = [one for one in _suited(contract, fault) if _has_ground(contract, fault, one)]
    own = next((one for one in suitable if one.name == fault.example), None)
    if own is not None and _led_to(contract, fault):
        return own.name
    suitable = [mutation for mutation in suitable if _comes_up(contract, fault, mutation)]
    if fault.breaks.startswith("error."):
        login = contract.platform.login
        others = [one for one in suitable if login is None or one.name != login.mutation] or suitable
        suitable = [mutation for mutation in others if not mutation.needs_token] or others
    return min(
        (mutation.name for mutation in suitable), key=lambda name: (taken or {}).get(name, 0), default=None
    )


def why_not_shown(contract: Contract, fault: Fault) -> str:
    """Say what a contract lacks that has no example of a fault."""
    ground = GROUNDS.get(fault.breaks)
    if ground is not None and any(_suited(contract, fault)):
        return ground.missing
    return f"no mutation has {fault.needs}"


def _suited(contract: Contract, fault: Fault) -> list[Mutation]:
    return [
        mutation
        for mutation in contract.mutations.values()
        if fault.suits(mutation, site_schema(contract, mutation.server))
    ]


def _has_ground(contract: Contract, fault: Fault, mutation: Mutation) -> bool:
    ground = GROUNDS.get(fault.breaks)
    return ground is None or ground.there(contract, fault, mutation)


def _led_to(contract: Contract, fault: Fault) -> bool:
    """Whether a fault in what a server remembers can be found: a confirmed flow comes to its example."""
    if not (fault.stateful and fault.breaks.startswith("state.")):
        return True
    return any(not flow.drafted for flow, _ in contract.steps_of(str(fault.example)))


def _comes_up(contract: Contract, fault: Fault, mutation: Mutation) -> bool:
    """Whether a run of the contract comes to what the fault changes: an error, an account, a step after another one."""
    if fault.stateful:
        return False  # what a server remembers of its records is known of the fault's own example alone
    if fault.remembers:
        return any(step.ends for _, step in contract.steps_of(mutation.name))
    if fault.breaks == "auth.peer-access":
        return _names_account(contract, mutation)
    if fault.breaks.startswith("error."):
        return bool(contract.codes_of(Role.NO_TOKEN) & set(mutation.errors) or checks_for(mutation))
    return True


def _names_account(contract: Contract, mutation: Mutation) -> bool:
    """Whether an account is named anywhere in the input."""
    names = input_names(mutation, site_schema(contract, mutation.server))
    formats = (contract.input_format("", name) for name in names)
    return any(found is not None and found.name == ACCOUNT for found in formats)
