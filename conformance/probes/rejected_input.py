"""The probe `rejected-input`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from kraken_conformance.case import Case, Expectation, InputFault
from kraken_conformance.probes.common import offered, request, unknown_input
from kraken_conformance.probes.registry import Blocked, Cases, probe
from kraken_conformance.rewriting import (
    UNDECLARED_ARGUMENT,
    UNDEFINED_VARIABLE,
    with_undeclared_argument,
    with_undefined_variable,
    without_definitions,
)
from kraken_conformance.spec import Mutation
from kraken_conformance.strategies import FaultyVariables
from kraken_conformance.target.view import TargetView

NAME = "rejected-input"

MOST = 60
"""How many faulty inputs are sent for a mutation."""


@probe(NAME)
def rejected_input(mutation: Mutation, target: TargetView) -> Cases | Blocked | None:
    """Requests that are valid but for one fault, in the document or in the variables.

    Values are coerced before anything is executed (GraphQL specification, section 6.1), so the fault
    is refused with and without a token.
    """
    if not offered(mutation, target):
        return None
    if blocked := unknown_input(mutation, target):
        return blocked
    faults = spread(target.strategies.faulty(mutation), MOST)
    return Cases(fixed=(*_faulty_documents(mutation, target), *(_faulty_input(mutation, target, fault) for fault in faults)))


def spread(faults: Iterable[FaultyVariables], most: int) -> list[FaultyVariables]:
    """Return at most so many faults: of every kind at every depth one, then a second one, and so on."""
    groups: dict[tuple[str, int], list[FaultyVariables]] = {}
    for fault in faults:
        groups.setdefault((fault.kind, len(fault.path)), []).append(fault)
    turns = sorted((turn, number) for number, group in enumerate(groups.values()) for turn in range(len(group)))
    members = list(groups.values())
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


def _faulty_documents(mutation: Mutation, target: TargetView) -> Iterator[Case]:
    valid = request(NAME, mutation, target, target.strategies.minimal(mutation), expectation=Expectation.REJECTED)
    assert valid.operation is not None
    undeclared = InputFault("undeclared-argument", (), "", f"the mutation has no argument {UNDECLARED_ARGUMENT}")
    yield replace(
        valid, operation=with_undeclared_argument(valid.operation), fault=undeclared, label="an undeclared argument"
    )
    label = "an undefined variable"
    if valid.operation.variables:
        names = ", ".join(f"${name}" for name in valid.operation.variables)
        undefined = InputFault("unknown-variable", (), "", f"the document does not define {names}")
        yield replace(valid, operation=without_definitions(valid.operation), fault=undefined, label=label)
    else:
        undefined = InputFault("unknown-variable", (), "", f"the document does not define ${UNDEFINED_VARIABLE}")
        operation = with_undefined_variable(valid.operation)
        yield replace(
            valid, operation=operation, variables={UNDEFINED_VARIABLE: True}, fault=undefined, label=label
        )
