"""Sequences of steps whose last one is judged: after the end, twice, with what was given, all at once."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from kraken_conformance.model.case import Case, Due, Expectation, Taken
from kraken_conformance.model.fresh_names import LEDGER, name_for
from kraken_conformance.model.json_path import Path, value_at, with_value
from kraken_conformance.probes._shared.one_document import twice_in_one_document
from kraken_conformance.probes._shared.preconditions import obstacle, offered, request
from kraken_conformance.probes._shared.provocation_input import with_change
from kraken_conformance.probes.flows.flow_route import Route
from kraken_conformance.probes.flows.walk_cases import case_of, extended, variables_for
from kraken_conformance.probes.flows.walk_plan import Move, Program
from kraken_conformance.spec import Change, Effect, Flow, FlowStep, Mutation, Trigger, TriggerStep
from kraken_conformance.spec.triggers import NEW
from kraken_conformance.target.view import TargetView

WITNESSES = 2
"""How many requests ahead of a sequence show whether the target remembers."""

RIVALS = 3
"""How many requests are sent at the same moment as one that only one may win."""

TEXTS = frozenset({"String", "ID", "NonEmptyID"})
IDEMPOTENCY_KEY = "idempotencyKey"
WEIGHTY = frozenset({Effect.MOVES_MONEY, Effect.SENDS_MESSAGE, Effect.DESTROYS})
OF_MANY = "accountNumber"
"""What belongs to an account is not a record of its own: others may use it at the same time."""


def after_conditions(route: Route, step: FlowStep, probe: str) -> Iterator[Case]:
    """Yield the sequences that end with a step under a condition of the triggers, and the same all at once."""
    mutation = route.mutation(step)
    for triggers in conditions(route, step):
        first = next((trigger for trigger in triggers if trigger.stated), triggers[0])
        label = f"{route.flow.name}: {first.condition}"
        program = _program(route, first.steps)
        if program is None:
            continue
        codes = tuple(dict.fromkeys(trigger.code for trigger in triggers))
        due = Due(codes, first.condition, stated=first.stated, after_steps=True, guess=route.flow.drafted)
        case = _with_refusals(named_case(route, program, probe, label), first.steps, route)
        yield watched(replace(case, due=due, provokes=codes[0]), route, mutation, probe)
        if first.steps[-2:] == first.steps[-1:] * 2:
            at_once = f"{label}, {RIVALS + 1} at once"
            once = named_case(route, program[:-1], probe, at_once)
            rivals = watched(replace(once, due=due, rivals=RIVALS), route, mutation, probe)
            if len(rivals.before) == len(once.before) + WITNESSES:  # else there may be several to win
                yield rivals
                yield _in_one_document(replace(once, due=due), route, mutation, probe)


def _in_one_document(case: Case, route: Route, mutation: Mutation, probe: str) -> Case:
    """Return the step twice in one document."""
    label = f"{route.flow.name}: {mutation.name} twice in one document"
    both = replace(twice_in_one_document(case), about="state.in-order", label=label)
    return watched(both, route, mutation, probe)


def after_ends(route: Route, step: FlowStep, probe: str) -> Iterator[Case]:
    """Yield the sequences in which another step, or the step itself, has ended what it takes."""
    mutation = route.mutation(step)
    known = {tuple(each.step for each in triggers[0].steps) for triggers in conditions(route, step)}
    for end in route.flow.ending(step):
        if end not in route.steps or not mutation.errors or (end.name, step.name) in known:
            continue
        if not _ends_one_record(route, end):
            continue
        label = f"{route.flow.name}: after {end.name}"
        program = extended(route, (), step)
        if end is not step:
            program = extended(route, program, end)
        program = extended(route, program, step)
        due = Due(
            mutation.errors,
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
    givers = ", ".join(dict.fromkeys(givers[0].mutation for givers, _ in route.groups(step)))
    label = f"{route.flow.name}: what {givers} gave"
    case = named_case(route, extended(route, (), step), probe, label)
    due = Due(
        (step.refusal,),
        f"{givers} gave it",
        stated=step.stated,
        after_steps=True,
        absent=True,
        guess=route.flow.drafted,
    )
    yield watched(replace(case, due=due), route, route.mutation(step), probe)


def sent_again(route: Route, step: FlowStep, probe: str, about: str) -> Iterator[Case]:
    """Yield the same request twice where it has an idempotency key, and several times at once."""
    if not any(path[-1] == IDEMPOTENCY_KEY for path in route.target.input_leaves(route.mutation(step))):
        return
    label = f"{route.flow.name}: the same request again"
    program = extended(route, extended(route, (), step), step)
    yield replace(named_case(route, program, probe, label), about=about)
    label = f"{route.flow.name}: the same request, {RIVALS + 1} at once"
    yield replace(named_case(route, program[:-1], probe, label), about=about, rivals=RIVALS)


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


def _program(route: Route, steps: Sequence[TriggerStep]) -> Program | None:
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


def named_case(route: Route, program: Program, probe: str, label: str) -> Case:
    """Return the case of a program whose records no other one has: their names are of its own, and new each time.

    Values of a pool are kept, as the target may know no others.
    """
    names: set[str] = set()
    own = tuple(_named_move(route, move, label, names) for move in program)
    return replace(case_of(route, own, probe, label), fresh=tuple(sorted(names)))


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


def watched(case: Case, route: Route, mutation: Mutation, probe: str) -> Case:
    """Return a case with a request ahead of it that is sent twice: different answers show that the target remembers.

    A target that answers it alike may be a stand-in that keeps nothing, which is no fault of it.
    """
    witness = new_record(route.target, mutation, probe, (route.flow,))
    if witness is None:
        return case
    taken = case.takes or any(step.takes for step in case.before)
    if case.before and case.before[0].key() == witness.key() and not taken:
        return _with_own_witness(case, route, witness)
    before = (witness,) * WITNESSES + tuple(later(step, WITNESSES) for step in case.before)
    return replace(later(case, WITNESSES), before=before)


def _with_own_witness(case: Case, route: Route, witness: Case) -> Case:
    """Return a case whose first step is made twice.

    There may be two records then, or one: what ends it is made twice too, and the second time may be refused.
    """
    ends = {step.mutation for step in route.flow.steps.values() if step.ends}
    first, *others = case.before
    before = [first, witness]
    for step in others:
        before.append(step)
        if step.mutation in ends:
            before.append(replace(step, due=Due((), "it may have ended", any_refusal=True)))
    return replace(case, before=tuple(before))


def new_record(
    target: TargetView, mutation: Mutation, probe: str, first: tuple[Flow, ...] = ()
) -> Case | None:
    """Return a request that makes a new record each time it is sent, on the server of a mutation.

    Steps of the flows that are named `first` are preferred, where they do as little harm as others.
    """
    flows = (*first, *target.contract.flows.values())
    candidates = [
        (flow, step)
        for flow in flows
        for step in flow.steps.values()
        if target.contract.mutations[step.mutation].server == mutation.server and _may_witness(step, target)
    ]
    for flow, step in sorted(candidates, key=lambda one: _weight(one[1], target)):
        witness = target.contract.mutations[step.mutation]
        variables = variables_for(Route(flow, target), step, target.strategies.minimal(witness))
        return request(
            probe, witness, target, variables, expectation=Expectation.ACCEPTED, label="a new record"
        )
    return None


def _may_witness(step: FlowStep, target: TargetView) -> bool:
    mutation = target.contract.mutations[step.mutation]
    return (
        bool(step.gives)
        and not (step.takes or step.after or _takes_a_secret(step, target))
        and offered(mutation, target)
        and obstacle(mutation, target) is None
        and step.mutation not in target.not_on_the_way
        and all(path[-1] != IDEMPOTENCY_KEY for path in target.input_leaves(mutation))
    )


def _takes_a_secret(step: FlowStep, target: TargetView) -> bool:
    login = target.contract.platform.login
    return login is not None and step.mutation == login.mutation


def _weight(step: FlowStep, target: TargetView) -> tuple[bool, int, bool]:
    """Return what speaks against a step as a witness: no value in its answer, harm, and input that it cannot lack."""
    effects = target.contract.mutations[step.mutation].effects
    return all(given.sent for given in step.gives.values()), len(effects & WEIGHTY), bool(step.present)


def later(case: Case, by: int) -> Case:
    """Return a case that takes from steps which stand further back in the list."""
    takes: tuple[Taken, ...] = tuple(replace(taken, step=taken.step + by) for taken in case.takes)
    bearer = None if case.bearer is None else replace(case.bearer, step=case.bearer.step + by)
    return replace(case, takes=takes, bearer=bearer)
