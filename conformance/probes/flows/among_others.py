"""Sequences about a record beside others: one that was given before another, or whose values are turned round."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from kraken_conformance.model.case import Case, Due, Expectation
from kraken_conformance.model.json_path import value_at, with_value
from kraken_conformance.probes._shared.provocation_input import provoking_inputs
from kraken_conformance.probes.flows.flow_route import Route
from kraken_conformance.probes.flows.named_cases import IDEMPOTENCY_KEY, OF_MANY, named_case
from kraken_conformance.probes.flows.trigger_programs import conflicts
from kraken_conformance.probes.flows.walk_cases import extended
from kraken_conformance.probes.flows.witnesses import later, watched
from kraken_conformance.spec import FlowStep

NOT_VALID = Due((), "it is not valid", after_steps=True)


def among_others(route: Route, step: FlowStep, probe: str) -> Iterator[Case]:
    """Yield a step that takes one of several records, by the names that it was given.

    No document states that there may be several of a kind, or which of two values comes first.
    """
    yield from _the_first_of_two(route, step, probe)
    yield from _turned_round(route, step, probe)
    yield from _with_a_key_that_was_refused(route, step, probe)


def _the_first_of_two(route: Route, step: FlowStep, probe: str) -> Iterator[Case]:
    """Yield a step that takes what was given first, after another one was given: the one is still there."""
    program = extended(route, (), step)
    if step.refusal is None or len(program) != 2 or not step.takes:
        return
    label = f"{route.flow.name}: the first of two that were given"
    first, second = (named_case(route, program, probe, f"{label}, {which}") for which in ("first", "second"))
    if first.takes or not any(value_at(first.variables, path) in first.fresh for path in step.takes.values()):
        return
    due = Due(
        (step.refusal,),
        "it was given, and another one since",
        after_steps=True,
        absent=True,
        guess=route.flow.drafted,
    )
    before = (*first.before, *(later(one, len(first.before)) for one in second.before))
    fresh = tuple(sorted({*first.fresh, *second.fresh}))
    case = replace(first, before=before, due=due, fresh=fresh, label=label)
    yield watched(case, route, route.mutation(step), probe)


def _turned_round(route: Route, step: FlowStep, probe: str) -> Iterator[Case]:
    """Yield a step with the two values that name a record in each other's place: there is no such record."""
    types = route.target.input_leaves(route.mutation(step))
    paths = [path for path in step.takes.values() if path[-1] != OF_MANY]
    if len(paths) != 2 or step.refusal is None or types[paths[0]] != types[paths[1]]:
        return
    label = f"{route.flow.name}: the values of one in each other's place"
    case = named_case(route, extended(route, (), step), probe, label)
    one, other = (value_at(case.variables, path) for path in paths)
    if case.takes or one == other or not {one, other} <= set(case.fresh):
        return
    variables: Any = with_value(with_value(case.variables, paths[0], other), paths[1], one)
    condition = "there is one with these values in each other's place"
    due = Due((step.refusal,), condition, after_steps=True, guess=route.flow.drafted)
    yield watched(replace(case, variables=variables, due=due), route, route.mutation(step), probe)


def _with_a_key_that_was_refused(route: Route, step: FlowStep, probe: str) -> Iterator[Case]:
    """Yield a step with the idempotency key of a request whose input was refused: the key was used for nothing."""
    mutation, target = route.mutation(step), route.target
    keys = [path for path in target.input_leaves(mutation) if path[-1] == IDEMPOTENCY_KEY]
    trigger = next(conflicts(route, step), None)
    wrong: Any = next(
        (
            variables
            for triggers, variables in provoking_inputs(mutation, target)
            if not any(one.unknown or one.guess or one.anonymous for one in triggers)
        ),
        None,
    )
    if trigger is None or not keys or wrong is None:
        return
    label = f"{route.flow.name}: an idempotency key after a refusal"
    case = named_case(route, extended(route, (), step), probe, label)
    for path in keys:
        wrong = with_value(wrong, path, value_at(case.variables, path))
    refused = replace(
        case,
        before=(),
        fresh=(),
        variables=wrong,
        expectation=Expectation.ANY,
        due=NOT_VALID,
        label=step.name,
    )
    due = Due(
        (trigger.code,),
        "the request before with this key was refused, and did nothing",
        after_steps=True,
        absent=True,
        guess=route.flow.drafted,
    )
    yield watched(replace(case, before=(*case.before, refused), due=due), route, mutation, probe)
