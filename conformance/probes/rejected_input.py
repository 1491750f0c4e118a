"""The probe `rejected-input`."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace

from kraken_conformance.model.case import Case, Expectation, InputFault
from kraken_conformance.model.cases import Cases
from kraken_conformance.operations.equal_operations import with_defaults
from kraken_conformance.operations.operation_nodes import parsed
from kraken_conformance.operations.rewriting import (
    UNDECLARED_ARGUMENT,
    UNDEFINED_VARIABLE,
    NoSuchRewriting,
    with_literals,
    with_undeclared_argument,
    with_undefined_variable,
    without_definitions,
)
from kraken_conformance.probes._shared.preconditions import offered, request, skipped
from kraken_conformance.probes.registry import probe
from kraken_conformance.spec import Mutation
from kraken_conformance.strategies import FaultyVariables
from kraken_conformance.target.view import TargetView

NAME = "rejected-input"

MOST = 60
"""How many faulty inputs are sent for a mutation."""


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
    faults = spread(target.strategies.faulty(mutation), MOST)
    fixed = (
        *documents,
        *(_faulty_input(mutation, target, fault) for fault in faults),
        *_faulty_literal(mutation, target, faults),
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


def _faulty_literal(
    mutation: Mutation, target: TargetView, faults: Iterable[FaultyVariables]
) -> Iterator[Case]:
    """Yield an input object without a required field once more, as a literal in the document."""
    for fault in faults:
        if fault.kind == "missing-required" and len(fault.path) > 1:
            case = _faulty_input(mutation, target, fault)
            assert case.operation is not None
            with suppress(NoSuchRewriting):
                literal = with_literals(case.operation, fault.variables, target.type_system)
                yield replace(case, operation=literal, variables={}, label=f"{case.label}, in a literal")
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
    operation, variables = target.operation(mutation), target.strategies.minimal(mutation)
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
