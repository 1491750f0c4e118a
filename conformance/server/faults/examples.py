"""Where a fault can be shown: a mutation of the contract at hand that suits it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kraken_conformance.server.execution.schema_draft import site_schema
from kraken_conformance.server.faults.parts.fault import Fault
from kraken_conformance.server.faults.parts.input_needs import input_names
from kraken_conformance.server.faults.parts.needs import ANYTHING
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


def _is_no_login(contract: Contract, _: Fault, mutation: Mutation) -> bool:
    login = contract.platform.login
    return login is None or mutation.name != login.mutation


def _is_allowed(contract: Contract, fault: Fault, mutation: Mutation) -> bool:
    codes = set(fault.needs.codes or mutation.errors) & set(mutation.errors)
    allowed = any(contract.triggers.allowed_by(mutation.name, code) for code in codes)
    return allowed or bool(contract.triggers.of_missing_input(mutation.name, codes))


_AGAIN = Ground("no mutation beside the login may be sent again", _is_no_login)
_TYPES = Ground("the contract lists no types of errors", lambda contract, *_: bool(contract.error_types))
_TOKENS = Ground("no flow that is confirmed obtains a token", _gives_tokens)

GROUNDS: Mapping[str, Ground] = MappingProxyType(
    {
        "equivalent.alias": _AGAIN,
        "equivalent.fragment": _AGAIN,
        "equivalent.key-order": _AGAIN,
        "equivalent.literal": _AGAIN,
        "auth.no-token-code": Ground(
            "no code of its own says that something is not allowed, or that a token is bad",
            lambda contract, _, mutation: bool(
                contract.codes_of(Role.NOT_ALLOWED, Role.BAD_TOKEN) & set(mutation.errors)
            ),
        ),
        "schema.one-site": Ground("there is one site alone", lambda contract, *_: len(contract.servers) > 1),
        "shape.echo": Ground(
            "no flow that is confirmed says which field shows an input", _says_what_is_shown
        ),
        "auth.issued-token": _TOKENS,
        "auth.token-use": _TOKENS,
        "error.type-known": _TYPES,
        "error.type-present": _TYPES,
        "error.raised-when-due": Ground("no trigger that is confirmed says when the error is due", _is_due),
        "error.raised-only-when-due": Ground("no trigger says what a code allows", _is_allowed),
    }
)
"""The requirements that rest on what a contract says of a mutation."""


def example_in(contract: Contract, fault: Fault) -> str | None:
    """Return a mutation of a contract that shows a fault well, None where no mutation of it can."""
    return next(iter(examples_in(contract, fault)), None)


def examples_in(contract: Contract, fault: Fault, taken: Mapping[str, int] | None = None) -> tuple[str, ...]:
    """Return the mutations of a contract that may show a fault, the best one first.

    Where the contract has the fault's own example, that alone. Else it is those that suit, the least `taken` ones
    first: faults on different mutations can be planted together. A fault of the login is one of the run itself, so
    that others show it better. A fault in an error is best shown by a mutation that needs no token, whose errors are
    about nothing but themselves.
    """
    if fault.example is None:
        return ()
    suitable = [one for one in _suited(contract, fault) if _has_ground(contract, fault, one)]
    own = next((one for one in suitable if one.name == fault.example), None)
    if own is not None and _led_to(contract, fault):
        return (own.name,)
    suitable = [mutation for mutation in suitable if _comes_up(contract, fault, mutation)]
    login = contract.platform.login
    in_error = fault.breaks.startswith("error.")

    def worth(mutation: Mutation) -> tuple[bool, bool, int]:
        is_login = login is not None and mutation.name == login.mutation
        return is_login, in_error and mutation.needs_token, (taken or {}).get(mutation.name, 0)

    return tuple(mutation.name for mutation in sorted(suitable, key=worth))


def server_with(contract: Contract, fault: Fault) -> str | None:
    """Return the first server that shows a fault of a server as a whole, None where none can."""
    suited = {mutation.server for mutation in _suited(contract, fault)}
    return next((server for server in contract.servers if server in suited), None)


def can_show(contract: Contract, fault: Fault) -> bool:
    """Whether a mutation of a contract, or a server as a whole, can show a fault."""
    shows = server_with if fault.server_wide else example_in
    return shows(contract, fault) is not None


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
