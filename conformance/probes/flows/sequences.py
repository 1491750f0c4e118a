"""Sequences of steps whose last one is judged: after the end, twice, with what was given, all at once."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from kraken_conformance.model.case import Case, Due
from kraken_conformance.model.fresh_names import name_for
from kraken_conformance.model.json_path import with_value
from kraken_conformance.probes.flows.document_sequences import repeated_in_one_document
from kraken_conformance.probes.flows.done_otherwise import done_otherwise
from kraken_conformance.probes.flows.flow_route import Route
from kraken_conformance.probes.flows.named_cases import IDEMPOTENCY_KEY, OF_MANY, named_case
from kraken_conformance.probes.flows.other_choices import with_other_choices
from kraken_conformance.probes.flows.trigger_programs import conditions, conflicts, program_of
from kraken_conformance.probes.flows.walk_cases import extended
from kraken_conformance.probes.flows.walk_plan import Program
from kraken_conformance.probes.flows.witnesses import WITNESSES, later, shows_memory, watched
from kraken_conformance.spec import FlowStep, TriggerStep

RIVALS = 3
"""How many requests are sent at the same moment as one that only one may win."""

FREE_TEXT = ("reason", "description", "note")
"""Endings of inputs that hold any text."""


def after_conditions(route: Route, step: FlowStep, probe: str) -> Iterator[Case]:
    """Yield the sequences that end with a step under a condition of the triggers, and the same all at once."""
    mutation = route.mutation(step)
    for triggers in conditions(route, step):
        first = next((trigger for trigger in triggers if trigger.stated), triggers[0])
        label = f"{route.flow.name}: {first.condition}"
        program = program_of(route, first.steps)
        if program is None:
            continue
        codes = tuple(dict.fromkeys(trigger.code for trigger in triggers))
        due = Due(codes, first.condition, stated=first.stated, after_steps=True, guess=route.flow.drafted)
        case = _with_refusals(named_case(route, program, probe, label), first.steps, route)
        made = watched(replace(case, due=due, provokes=codes[0]), route, mutation, probe)
        yield made
        yield from with_other_choices(made, route, step)
        yield from _after_another(replace(case, due=due, provokes=codes[0]), route, program, probe)
        yield from done_otherwise(route, step, first, program, due, probe)
        if first.steps[-2:] == first.steps[-1:] * 2:
            at_once = f"{label}, {RIVALS + 1} at once"
            once = named_case(route, program[:-1], probe, at_once)
            rivals = watched(replace(once, due=due, rivals=RIVALS), route, mutation, probe)
            if len(rivals.before) >= len(once.before) + WITNESSES:  # else there may be several to win
                yield rivals
                yield repeated_in_one_document(replace(once, due=due), route, mutation, probe)


def _after_another(case: Case, route: Route, program: Program, probe: str) -> Iterator[Case]:
    """Yield a case whose last step is what was done before, with the same under another name just before it.

    Some servers remember the last one alone.
    """
    assert case.due is not None
    if not case.due.stated or not case.fresh or case.takes or program[-1].givers:
        return
    label = f"{case.label}, and another one since"
    between = named_case(route, program[-1:], probe, label)
    if between.fresh and not set(between.fresh) & set(case.fresh):
        before = (*case.before, replace(between, before=(), fresh=()))
        fresh = tuple(sorted({*case.fresh, *between.fresh}))
        due = replace(case.due, condition=f"{case.due.condition}, and another one since")
        made = replace(case, before=before, fresh=fresh, label=label, due=due)
        yield watched(made, route, route.mutation(route.flow.steps[program[-1].step]), probe)


def after_ends(route: Route, step: FlowStep, probe: str) -> Iterator[Case]:
    """Yield the sequences in which another step, or the step itself, has ended what it takes."""
    mutation, codes = route.mutation(step), route.refusals(step)
    known = {tuple(each.step for each in triggers[0].steps) for triggers in conditions(route, step)}
    for end in route.flow.ending(step):
        if end not in route.steps or not codes or (end.name, step.name) in known:
            continue
        if not _ends_one_record(route, end):
            continue
        label = f"{route.flow.name}: after {end.name}"
        program = extended(route, (), step)
        if end is not step:
            program = extended(route, program, end)
        program = extended(route, program, step)
        due = Due(
            codes,
            f"{end.mutation}, which has ended it",
            after_steps=True,
            any_refusal=True,
            guess=route.flow.drafted,
        )
        case = replace(named_case(route, program, probe, label), due=due)
        yield watched(case, route, mutation, probe)


def with_what_was_given(route: Route, step: FlowStep, probe: str) -> Iterator[Case]:
    """Yield the straight way to a step that takes something, where it could be said that there is no such thing."""
    if not step.takes or not step.unknown or step.refusal is None:
        return
    groups = [givers for givers, _ in route.groups(step)]
    for number in range(max(map(len, groups))):
        program: Program = ()
        names = []
        for givers in groups:
            giver = givers[min(number, len(givers) - 1)]
            names.append(giver.mutation)
            if all(move.step != giver.name for move in program):
                program = extended(route, program, giver)
        given_by = ", ".join(dict.fromkeys(names))
        case = named_case(
            route, extended(route, program, step), probe, f"{route.flow.name}: what {given_by} gave"
        )
        due = Due(
            (step.refusal,),
            f"{given_by} gave it",
            stated=step.stated,
            after_steps=True,
            absent=True,
            guess=route.flow.drafted,
        )
        yield watched(replace(case, due=due), route, route.mutation(step), probe)


def another_after_the_end(route: Route, step: FlowStep, probe: str) -> Iterator[Case]:
    """Yield a step that ends a record, after it has ended another one: the one is still there.

    No document states that records of a kind end one by one.
    """
    if not step.ends or step.refusal is None or not _ends_one_record(route, step):
        return
    label = f"{route.flow.name}: another one after {step.name}"
    program = extended(route, (), step)
    ended, kept = (named_case(route, program, probe, f"{label}, {which}") for which in ("first", "second"))
    if len(program) < 2 or not (kept.takes or kept.fresh):
        return  # it is named by a value of which there are few
    by = len(ended.before)
    due = Due(
        tuple(dict.fromkeys((step.refusal, step.ended or step.refusal))),
        f"{step.mutation} has ended another one",
        after_steps=True,
        absent=True,
        guess=route.flow.drafted,
    )
    before = (*ended.before, *(later(one, by) for one in kept.before), replace(ended, before=(), fresh=()))
    fresh = tuple(sorted({*ended.fresh, *kept.fresh}))
    case = replace(later(kept, by), before=before, due=due, fresh=fresh, label=label)
    yield case if shows_memory(case) else watched(case, route, route.mutation(step), probe)


def sent_again(route: Route, step: FlowStep, probe: str, about: str) -> Iterator[Case]:
    """Yield the same request twice where it has an idempotency key, and several times at once."""
    if not any(path[-1] == IDEMPOTENCY_KEY for path in route.target.input_leaves(route.mutation(step))):
        return
    label = f"{route.flow.name}: the same request again"
    program = extended(route, extended(route, (), step), step)
    yield replace(named_case(route, program, probe, label), about=about)
    label = f"{route.flow.name}: the same request, {RIVALS + 1} at once"
    yield replace(named_case(route, program[:-1], probe, label), about=about, rivals=RIVALS)


def one_key_at_once(route: Route, step: FlowStep, probe: str) -> Iterator[Case]:
    """Yield requests at the same moment that have one idempotency key and differ: only one of them may succeed.

    Where a code says that a key belongs to another request. No document states what happens at the same moment.
    """
    mutation = route.mutation(step)
    leaves = route.target.input_leaves(mutation)
    keys = [path for path in leaves if path[-1] == IDEMPOTENCY_KEY]
    free = [path for path in leaves if leaves[path] == "String" and str(path[-1]).lower().endswith(FREE_TEXT)]
    trigger = next(conflicts(route, step), None)
    if trigger is None or not keys or not free:
        return
    label = f"{route.flow.name}: an idempotency key for {RIVALS + 1} requests at once"
    case = named_case(route, extended(route, (), step), probe, label)
    text = name_for(f"{label} {free[0][-1]}", like="")
    variables: Any = with_value(case.variables, free[0], text)
    due = Due(
        (trigger.code,),
        "an idempotency key for another request",
        after_steps=True,
        guess=route.flow.drafted,
    )
    fresh = tuple(sorted({*case.fresh, text}))
    made = replace(case, variables=variables, due=due, rivals=RIVALS, fresh=fresh, differing=(text,))
    yield watched(made, route, mutation, probe)


def _with_refusals(case: Case, steps: Sequence[TriggerStep], route: Route) -> Case:
    """Return a case whose steps that have to be refused say so."""
    refused = {route.flow.steps[each.step].mutation for each in steps if each.refused}
    before = tuple(
        replace(step, due=Due((), "it is not valid", after_steps=True)) if step.mutation in refused else step
        for step in case.before
    )
    return replace(case, before=before)


def _ends_one_record(route: Route, end: FlowStep) -> bool:
    """Whether a step ends a record that it names, and not whatever an account has."""
    return any(path[-1] != OF_MANY for path in end.takes.values())
