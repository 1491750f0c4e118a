"""Sequences in which what makes a code due has been undone: it is not due any more."""

from collections.abc import Iterator
from dataclasses import replace

from kraken_conformance.model.case import Case, Due
from kraken_conformance.probes.flows.flow_route import Route
from kraken_conformance.probes.flows.named_cases import OF_MANY, named_case
from kraken_conformance.probes.flows.trigger_programs import conditions
from kraken_conformance.probes.flows.walk_cases import extended
from kraken_conformance.probes.flows.witnesses import IT_MAY_HAVE_ENDED, watched
from kraken_conformance.spec import Change, FlowStep, Trigger


def after_undoing(route: Route, step: FlowStep, probe: str) -> Iterator[Case]:
    """Yield a step after what kept it from success was undone, by the mutation that the contract names for that.

    What may be there once is made, refused the second time, ended, and made again; what was suspended is resumed.
    It is stated that it must not be refused where the documents' own words say both what refuses it and that it ends.
    """
    for triggers in conditions(route, step):
        first = triggers[0]
        cause = _cause(route, first)
        undo = None if cause is None else _undoing(route, cause)
        if cause is None or undo is None:
            continue
        codes = tuple(dict.fromkeys(trigger.code for trigger in triggers))
        condition = f"{undo.mutation} has undone it"
        stated = undo.stated and all(trigger.stated for trigger in triggers)
        due = Due(codes, condition, stated=stated, after_steps=True, absent=True, guess=route.flow.drafted)
        label = f"{route.flow.name}: {first.condition}, and {condition}"
        program = extended(route, (), cause)
        if cause is not step:
            program = extended(route, extended(route, program, undo), step)
            case = named_case(route, program, probe, label)
            yield watched(replace(case, due=due), route, route.mutation(step), probe)
        elif any(path[-1] != OF_MANY for path in undo.takes.values()):
            program = extended(route, extended(route, extended(route, program, step), undo), step)
            case = named_case(route, program, probe, label)
            before = list(case.before)
            before[-2] = replace(before[-2], due=IT_MAY_HAVE_ENDED)
            yield replace(case, before=tuple(before), due=due)


def _cause(route: Route, trigger: Trigger) -> FlowStep | None:
    """Return the step that makes a code due for the last one, None where it takes more than that."""
    if len(trigger.steps) < 2 or any(each.change != Change() or each.refused for each in trigger.steps[-2:]):
        return None
    return route.flow.steps[trigger.steps[-2].step]


def _undoing(route: Route, step: FlowStep) -> FlowStep | None:
    """Return the step that undoes another one, None where it cannot be made here."""
    undone_by = route.mutation(step).undone_by
    return next((other for other in route.steps if other.mutation == undone_by), None)
