"""Steps that take what belongs to one account, with the number of another one."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from kraken_conformance.model.case import Case, Due
from kraken_conformance.model.json_path import Path, value_at, with_value
from kraken_conformance.probes.flows.flow_route import Route
from kraken_conformance.probes.flows.named_cases import OF_MANY, named_case
from kraken_conformance.probes.flows.walk_cases import extended
from kraken_conformance.probes.flows.witnesses import watched
from kraken_conformance.spec import FlowStep

_NEXT_DIGIT = str.maketrans("0123456789", "1234567890")


def for_another_account(route: Route, step: FlowStep, probe: str) -> Iterator[Case]:
    """Yield a step with what an earlier one gave for an account, and the number of another account.

    That is one that the pools know, or one of the same form. Any declared error will do: the account may be unknown,
    or the record not be its own. No document states which.
    """
    accounts = [path for path in step.takes.values() if path[-1] == OF_MANY]
    others = [path for path in step.takes.values() if path[-1] != OF_MANY]
    codes = route.refusals(step)
    if not step.unknown or len(accounts) != 1 or not others or not codes:
        return
    condition = "what belongs to another account"
    case = named_case(route, extended(route, (), step), probe, f"{route.flow.name}: {condition}")
    other = _other_account(route, step, accounts[0], value_at(case.variables, accounts[0]))
    if other is None or not (case.takes or case.fresh):
        return
    due = Due(codes, condition, after_steps=True, any_refusal=True, guess=route.flow.drafted)
    variables: Any = with_value(case.variables, accounts[0], other)
    yield watched(replace(case, variables=variables, due=due), route, route.mutation(step), probe)


def _other_account(route: Route, step: FlowStep, path: Path, account: Any) -> str | None:
    """Return another account number, None where there is none."""
    type_name = route.target.input_leaves(route.mutation(step))[path]
    known = route.target.pools.find(tuple(map(str, path)), type_name)
    if known:
        return next((value for value in known if value != account), None)
    other = str(account).translate(_NEXT_DIGIT)
    return other if other != account else None
