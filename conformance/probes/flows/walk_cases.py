"""Programs into cases, and the programs that are always walked."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from kraken_conformance.model.case import Case, Expectation, Taken
from kraken_conformance.model.json_path import Path, value_at, with_value, without_value
from kraken_conformance.probes._shared.preconditions import fullest, request
from kraken_conformance.probes.flows.flow_route import Route
from kraken_conformance.probes.flows.walk_plan import Move, Program
from kraken_conformance.spec import FlowStep, Mutation
from kraken_conformance.target.view import TargetView

Inputs = Callable[[Mutation, TargetView], Mapping[str, Any]]
"""Chooses the variables of a step."""


def case_of(route: Route, program: Program, probe: str, label: str) -> Case:
    """Return the case of the last move of a program, with all moves ahead of it to be sent before."""
    *before, last = (_made(route, program, place, probe) for place in range(len(program)))
    return replace(last, before=tuple(before), label=label)


def _made(route: Route, program: Program, place: int, probe: str) -> Case:
    move = program[place]
    step = route.flow.steps[move.step]
    variables: Any = move.variables
    takes: list[Taken] = []
    mutation = route.mutation(step)
    types = route.target.input_leaves(mutation)
    for (_, values), giver in zip(route.groups(step), move.givers, strict=True):
        for value in values:
            path = step.takes[value]
            origin = _origin(route, program, giver, value)
            if isinstance(origin, Taken):
                takes.append(replace(origin, path=path, type=types[path]))
            else:
                variables = with_value(variables, path, origin)
    return request(
        probe,
        mutation,
        route.target,
        variables,
        expectation=Expectation.ACCEPTED,
        label=step.name,
        takes=tuple(takes),
    )


def _origin(route: Route, program: Program, place: int, value: str) -> Any:
    """Return a value that a move gives: as it is, or where it will be found once the move was answered."""
    move = program[place]
    step = route.flow.steps[move.step]
    given = step.gives[value]
    if not given.sent:
        return Taken(place, given.path, (), "")
    for (_, values), giver in zip(route.groups(step), move.givers, strict=True):
        for own in values:
            if step.takes[own] == given.path:
                return _origin(route, program, giver, own)
    return value_at(move.variables, given.path)


def variables_for(route: Route, step: FlowStep, drawn: Any) -> Any:
    """Return variables in the form that a step needs: with the objects and fields that it cannot do without."""
    mutation = route.mutation(step)
    minimal = route.target.strategies.minimal(mutation)
    variables = drawn
    for path in (
        *step.takes.values(),
        *step.present,
        *(given.path for given in step.gives.values() if given.sent),
    ):
        if len(path) > 1 and not isinstance(value_at(variables, path[:-1]), dict):
            variables = {**variables, path[0]: minimal.get(str(path[0]))}
    for path in step.absent:
        variables = without_value(variables, path)
    for path in step.present:
        usual = _usual(route, step, path) if value_at(variables, path) in (None, []) else None
        if usual is not None:
            variables = with_value(variables, path, usual)
    return variables


def _usual(route: Route, step: FlowStep, path: Path) -> Any:
    """Return a valid value for a field that may be left out."""
    edges = route.target.boundary(route.mutation(step))
    return next(
        (found for edge in edges if (found := value_at(edge.variables, path)) not in (None, [])), None
    )


def fixed_programs(route: Route, step: FlowStep) -> Iterator[tuple[str, Program]]:
    """Yield the programs that always end in a step: the straight way, twice, and after what it takes has ended."""
    straight = extended(route, (), step)
    if len(straight) > 1:
        yield "the straight way", straight
        yield "the straight way, with the fullest inputs", extended(route, (), step, fullest)
    yield "a second time", extended(route, straight, step)
    for end in route.flow.ending(step) or _ending_what_is_given(route, step):
        if end is not step and end in route.steps:
            yield f"after {end.mutation}", extended(route, extended(route, (), end), step)
            return


def _ending_what_is_given(route: Route, step: FlowStep) -> tuple[FlowStep, ...]:
    return tuple(
        other for other in route.flow.steps.values() if other.ends and set(other.takes) & set(step.gives)
    )


def smallest(mutation: Mutation, target: TargetView) -> Mapping[str, Any]:
    """Return the smallest variables of a mutation that are worth sending."""
    return target.strategies.minimal(mutation)


def extended(route: Route, program: Program, step: FlowStep, inputs: Inputs = smallest) -> Program:
    """Return a program with a step added, and before it what it needs that is not there yet.

    Of several steps that give the same, one is taken with the smallest inputs, and another with any others: where the
    server refuses the one, the other may succeed.
    """
    for name in step.after:
        if all(move.step != name for move in program):
            program = extended(route, program, route.flow.steps[name], inputs)
    givers = []
    for possible, _ in route.groups(step):
        names = {giver.name for giver in possible}
        if not any(move.step in names for move in program):
            program = extended(route, program, possible[0 if inputs is smallest else -1], inputs)
        givers.append(max(place for place, move in enumerate(program) if move.step in names))
    variables = variables_for(route, step, inputs(route.mutation(step), route.target))
    return (*program, Move(step.name, variables, tuple(givers)))
