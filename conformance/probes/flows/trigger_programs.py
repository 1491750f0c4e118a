"""The ways through a flow that triggers name."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kraken_conformance.probes._shared.provocation_input import with_change
from kraken_conformance.probes.flows.flow_route import Route
from kraken_conformance.probes.flows.walk_cases import extended
from kraken_conformance.probes.flows.walk_plan import Move, Program
from kraken_conformance.spec import Change, FlowStep, Trigger, TriggerStep


def conditions(route: Route, step: FlowStep) -> list[list[Trigger]]:
    """Return the triggers of the flow that end with a step, those with the same steps together."""
    mutation = route.mutation(step)
    found: list[list[Trigger]] = []
    triggers = route.target.contract.triggers
    for code in mutation.errors:
        for trigger in triggers.of(mutation.name, code):
            if trigger.flow != route.flow.name or trigger.steps[-1].step != step.name:
                continue
            alike = next((group for group in found if group[0].steps == trigger.steps), None)
            if alike is None:
                found.append([trigger])
            else:
                alike.append(trigger)
    return found


def conflicts(route: Route, step: FlowStep) -> Iterator[Trigger]:
    """Yield a trigger for each condition that is a step made with one input, and then with another one."""
    for first, *_ in conditions(route, step):
        *_, earlier, last = (None, *first.steps)
        if earlier is not None and earlier.step == last.step and earlier.change != last.change:
            yield first


def program_of(route: Route, steps: Sequence[TriggerStep]) -> Program | None:
    """Return the program of a trigger, None where a step of it cannot be made on this target."""
    program: Program = ()
    open_ = {step.name for step in route.steps}
    for each in steps:
        if each.step not in open_:
            return None
        program = extended(route, program, route.flow.steps[each.step])
        if each.change != Change():
            *others, last = program
            changed = _changed(route, last, each.change)
            if changed is None:
                return None
            program = (*others, changed)
    return program


def _changed(route: Route, move: Move, change: Change) -> Move | None:
    mutation, target = route.mutation(route.flow.steps[move.step]), route.target
    for variables in (move.variables, target.complete(mutation)):
        changed = with_change(
            change, target.operation(mutation), variables, target.type_system, today=target.today
        )
        if changed is not None:
            return replace(move, variables=changed)
    return None
