"""Cases whose records no other one has."""

from dataclasses import replace
from typing import Any

from kraken_conformance.model.case import Case
from kraken_conformance.model.fresh_names import LEDGER, name_for
from kraken_conformance.model.json_path import Path, value_at, with_value
from kraken_conformance.probes.flows.flow_route import Route
from kraken_conformance.probes.flows.walk_cases import case_of
from kraken_conformance.probes.flows.walk_plan import Move, Program
from kraken_conformance.spec.triggers import NEW
from kraken_conformance.target.view import TargetView

TEXTS = frozenset({"String", "ID", "NonEmptyID"})
IDEMPOTENCY_KEY = "idempotencyKey"
OF_MANY = "accountNumber"
"""What belongs to an account is not a record of its own: others may use it at the same time."""


def named_case(route: Route, program: Program, probe: str, label: str) -> Case:
    """Return the case of a program whose records no other one has: their names are of its own, and new each time.

    Values of a pool are kept, as the target may know no others.
    """
    names: set[str] = set()
    own = tuple(_named_move(route, move, label, names) for move in program)
    return replace(case_of(route, own, probe, label), fresh=tuple(sorted(names)))


def with_own_key(case: Case, target: TargetView) -> Case:
    """Return a case whose idempotency key no other one has, unless a pool has values for it."""
    assert case.mutation is not None
    leaves = target.input_leaves(target.contract.mutations[case.mutation])
    variables: Any = case.variables
    names = set(case.fresh)
    for path in (path for path in leaves if path[-1] == IDEMPOTENCY_KEY):
        known = target.pools.key(tuple(str(part) for part in path), leaves[path]) is not None
        if not known and value_at(variables, path) is not None:
            name = name_for(f"{case.mutation} {case.label}", like=_like(path))
            names.add(name)
            variables = with_value(variables, path, name)
    return replace(case, variables=variables, fresh=tuple(sorted(names)))


def _named_move(route: Route, move: Move, label: str, names: set[str]) -> Move:
    step = route.flow.steps[move.step]
    leaves = route.target.input_leaves(route.mutation(step))
    variables: Any = move.variables
    sent = {given.path for given in step.gives.values() if given.sent}
    for path in (path for path in leaves if path in sent or path[-1] == IDEMPOTENCY_KEY):
        named = tuple(str(part) for part in path)
        if leaves[path] not in TEXTS or path[-1] == OF_MANY:
            continue
        if value_at(variables, path) is None or route.target.pools.key(named, leaves[path]) is not None:
            continue
        name = name_for(f"{label} {path[-1]}", like=_like(path))
        names.add(name)
        variables = with_value(variables, path, name)
    for path in (path for path in leaves if value_at(variables, path) == NEW):
        name = name_for(f"{label} {path[-1]}", like="")
        names.add(name)
        variables = with_value(variables, path, name)
    return replace(move, variables=variables)


def _like(path: Path) -> str:
    """Return a value in the form that a name at a path has."""
    if path[-1] == IDEMPOTENCY_KEY:
        return "00000000-0000-4000-8000-000000000000"
    return LEDGER if str(path[-1]).lower().endswith("ledgernumber") else ""
