"""Sequences in which what may be done once is done again with other input."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from kraken_conformance.model.case import Case, Due
from kraken_conformance.model.json_path import Path, value_at, with_value
from kraken_conformance.probes.flows.flow_route import Route
from kraken_conformance.probes.flows.named_cases import OF_MANY, named_case
from kraken_conformance.probes.flows.walk_plan import Program
from kraken_conformance.probes.flows.witnesses import IT_MAY_HAVE_ENDED
from kraken_conformance.spec import FlowStep, Trigger
from kraken_conformance.spec.triggers import NEW


def done_otherwise(
    route: Route, step: FlowStep, trigger: Trigger, program: Program, due: Due, probe: str
) -> Iterator[Case]:
    """Yield what may be done once, done with other input after it was refused with the same.

    There are other values, and another account; what names the record is as it was. The refusal before shows that the
    target remembers. No document states that the rest of the input does not count.
    """
    if trigger.steps[-2:] != trigger.steps[-1:] * 2:
        return
    last = program[-1]
    named = _named(route, step, last.variables)
    if not named:
        return
    for how, variables in (
        ("with other values", _other_values(route, step, last.variables, named)),
        ("for another account", _other_account(route, step, last.variables, named)),
    ):
        if variables is None:
            continue
        condition = f"{trigger.condition}, {how}"
        again = (*program, replace(last, variables=variables))
        case = named_case(route, again, probe, f"{route.flow.name}: {condition}")
        before = (*case.before[:-1], replace(case.before[-1], due=IT_MAY_HAVE_ENDED))
        yield replace(case, before=before, due=replace(due, condition=condition, stated=False))


def _named(route: Route, step: FlowStep, variables: Mapping[str, Any]) -> frozenset[Path]:
    """Return the paths that say which record it is."""
    return frozenset(
        {
            *step.takes.values(),
            *(given.path for given in step.gives.values() if given.sent),
            *(path for path in _leaves(route, step) if value_at(variables, path) == NEW),
        }
    )


def _other_values(
    route: Route, step: FlowStep, variables: Mapping[str, Any], named: Collection[Path]
) -> Mapping[str, Any] | None:
    """Return variables with other plain values, None where there are no others."""
    other: Any = route.target.complete(route.mutation(step))
    accounts = [path for path in _leaves(route, step) if path[-1] == OF_MANY]
    for path in (*named, *accounts):
        if value_at(variables, path) is not None:
            other = with_value(other, path, value_at(variables, path))
    return other if other != variables else None


def _other_account(
    route: Route, step: FlowStep, variables: Mapping[str, Any], named: Collection[Path]
) -> Mapping[str, Any] | None:
    """Return variables with another known account, None where the account names the record, or no other is known."""
    leaves = _leaves(route, step)
    for path in leaves:
        if path[-1] != OF_MANY or path in named:
            continue
        place = tuple(part for part in path if isinstance(part, str))
        known = route.target.pools.find(place, leaves[path])
        other = next((value for value in known if value != value_at(variables, path)), None)
        if other is not None:
            changed: Mapping[str, Any] = with_value(variables, path, other)
            return changed
    return None


def _leaves(route: Route, step: FlowStep) -> Mapping[Path, str]:
    return route.target.input_leaves(route.mutation(step))
