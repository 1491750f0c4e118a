"""The probe `rejected-input`."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from kraken_conformance.model.case import Case, Expectation, InputFault
from kraken_conformance.model.cases import Cases
from kraken_conformance.operations.equal_operations import with_defaults
from kraken_conformance.operations.operation_nodes import parsed
from kraken_conformance.operations.rewriting import (
    UNDECLARED_ARGUMENT,
    UNDEFINED_VARIABLE,
    with_undeclared_argument,
    with_undefined_variable,
    without_definitions,
)
from kraken_conformance.probes._shared.one_document import in_document
from kraken_conformance.probes._shared.preconditions import offered, request, skipped
from kraken_conformance.probes.registry import probe
from kraken_conformance.spec import Mutation
from kraken_conformance.strategies import FaultyVariables
from kraken_conformance.target.view import TargetView

NAME = "rejected-input"

MOST = 32
"""How many faulty inputs are sent for a mutation as variables."""

MANY = 3
"""How many values may be wrong in the same way at one place before some are left out at others."""


@probe(NAME)
def rejected_input(mutation: Mutation, target: TargetView) -> Cases | None:
    """Requests that are valid but for one fault, in the document or in the variables.

    Values are coerced before anything is executed (GraphQL specification, section 6.1), so the fault
    is refused with and without a token. Where the fields of an input are not known, its kind is inferred: only that
    it is there can be held against a server.
    """
    if not offered(mutation, target):
        return None
    documents = (
        (*_faulty_documents(mutation, target), *_null_for_default(mutation, target))
        if target.strategies.known(mutation)
        else ()
    )
    turn = list(target.contract.mutations).index(mutation.name)
    found = tuple(target.strategies.faulty(mutation))
    fixed = (
        *documents,
        *(_faulty_input(mutation, target, fault) for fault in spread(thinned(found, turn), MOST)),
        *(_faulty_literals(mutation, target, found, turn) if target.strategies.known(mutation) else ()),
    )
    return Cases(fixed=fixed, control=skipped(NAME, mutation, target))


def spread(faults: Iterable[FaultyVariables], most: int) -> list[FaultyVariables]:
    """Return at most this many faults: of every kind at every depth one, then a second one, and so on."""
    groups: dict[tuple[str, int], list[FaultyVariables]] = {}
    for fault in faults:
        groups.setdefault((fault.kind, len(fault.path)), []).append(fault)
    members = list(groups.values())
    turns = sorted((turn, number) for number, group in enumerate(members) for turn in range(len(group)))
    return [members[number][turn] for turn, number in turns[:most]]


def thinned(faults: Iterable[FaultyVariables], turn: int) -> Iterator[FaultyVariables]:
    """Yield faults: where many values are wrong in the same way, all at the first place, and some at each other one.

    At the others it is the first value, and of the rest every second one, in turn.
    """
    places: dict[tuple[str, tuple[str, ...]], int] = {}
    for (kind, _), at_place in groupby(faults, key=lambda fault: (fault.kind, fault.path)):
        group = list(at_place)
        ways = (kind, tuple(fault.detail.rpartition(" is ")[2] for fault in group))
        number = places[ways] = places.get(ways, -1) + 1
        yield from (
            fault
            for which, fault in enumerate(group)
            if number == 0 or which == 0 or len(group) < MANY or (which + number + turn) % 2
        )


def _faulty_input(mutation: Mutation, target: TargetView, fault: FaultyVariables) -> Case:
    return request(
        NAME,
        mutation,
        target,
        fault.variables,
        expectation=Expectation.REJECTED,
        fault=InputFault(fault.kind, fault.path, fault.type, fault.detail),
        label=f"{fault.kind}: {fault.detail}",
    )


def _faulty_literals(
    mutation: Mutation, target: TargetView, faults: Sequence[FaultyVariables], turn: int
) -> Iterator[Case]:
    """Yield input that is written into the document, with one fault: one of each kind, at places that take turns.

    Places within an input object are preferred: an argument as a whole is looked at more often. What cannot be
    written as a literal is left out.
    """
    by_kind: dict[str, list[FaultyVariables]] = {}
    for fault in faults:
        by_kind.setdefault(fault.kind, []).append(fault)
    for of_kind in by_kind.values():
        within = [fault for fault in of_kind if len(fault.path) > 1] or of_kind
        for step in range(len(within)):
            fault = within[(turn + step) % len(within)]
            case = in_document(_faulty_input(mutation, target, fault), target)
            if case is not None:
                yield case
                break
    yield from _quoted_enum_values(mutation, target, turn)


def _quoted_enum_values(mutation: Mutation, target: TargetView, turn: int) -> Iterator[Case]:
    """Yield input in the document with an enum value in quotes: as a variable it is right, as a literal it is not."""
    choices = target.strategies.choices(mutation)
    for step in range(len(choices)):
        choice = choices[(turn + step) % len(choices)]
        detail = f"the value of {choice.label} is in quotes"
        case = request(
            NAME,
            mutation,
            target,
            choice.variables,
            expectation=Expectation.REJECTED,
            fault=InputFault("wrong-kind", tuple(choice.variables)[:1], "", detail),
            label=f"wrong-kind: {detail}",
        )
        quoted = in_document(case, target, quoted=True)
        if quoted is not None and quoted != in_document(case, target):
            yield quoted
            return


def _faulty_documents(mutation: Mutation, target: TargetView) -> Iterator[Case]:
    operation, variables = target.operation(mutation), target.strategies.minimal(mutation)
    valid = request(NAME, mutation, target, variables, expectation=Expectation.REJECTED)
    yield replace(
        valid,
        operation=with_undeclared_argument(operation),
        fault=_of_document("undeclared-argument", f"the mutation has no argument {UNDECLARED_ARGUMENT}"),
        label="an undeclared argument",
    )
    names = [f"${name}" for name in operation.variables] or [f"${UNDEFINED_VARIABLE}"]
    yield replace(
        valid,
        operation=without_definitions(operation) if variables else with_undefined_variable(operation),
        variables=variables or {UNDEFINED_VARIABLE: True},
        fault=_of_document("unknown-variable", f"the document does not define {', '.join(names)}"),
        label="an undefined variable",
    )


def _null_for_default(mutation: Mutation, target: TargetView) -> Iterator[Case]:
    """Yield the request with null for a variable that may be null and has a default: that is not taken."""
    operation, variables = target.operation(mutation), target.complete(mutation)
    definition, root = parsed(operation)
    written = with_defaults(operation, definition, root, variables, target.type_system)
    name = next((name for name, type_ in operation.variables.items() if type_.endswith("!")), None)
    if target.schema is None or written is None or name is None:
        return
    detail = f"${name} is null, and its default is not taken then"
    case = request(NAME, mutation, target, {name: None}, expectation=Expectation.REJECTED)
    fault = InputFault("null-for-non-null", (name,), operation.variables[name], detail)
    yield replace(case, operation=written, fault=fault, label="null for a variable with a default")


def _of_document(kind: str, detail: str) -> InputFault:
    return InputFault(kind, path=(), type="", detail=detail)
