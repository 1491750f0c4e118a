"""What goes ahead of a sequence and shows whether the target remembers: a request that is sent twice."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from kraken_conformance.model.case import Case, Due, Taken
from kraken_conformance.model.unmet_steps import UnmetStep
from kraken_conformance.probes._shared.preconditions import obstacle, offered
from kraken_conformance.probes.flows.flow_route import Route
from kraken_conformance.probes.flows.named_cases import IDEMPOTENCY_KEY, named_case
from kraken_conformance.probes.flows.trigger_programs import conflicts, program_of
from kraken_conformance.probes.flows.walk_cases import extended, variables_for
from kraken_conformance.probes.flows.walk_plan import Move
from kraken_conformance.spec import Effect, Flow, FlowStep, Mutation
from kraken_conformance.target.view import TargetView

WITNESSES = 2
"""How many requests ahead of a sequence show whether the target remembers."""

IT_MAY_HAVE_ENDED = Due((), "it may have ended", any_refusal=True)
WEIGHTY = frozenset({Effect.MOVES_MONEY, Effect.SENDS_MESSAGE, Effect.DESTROYS})


def watched(case: Case, route: Route, mutation: Mutation, probe: str) -> Case:
    """Return a case with a request ahead of it that is sent twice: different answers show that the target remembers.

    A target that answers it alike may be a stand-in that keeps nothing, which is no fault of it. Where nothing makes
    a new record, something else is ended twice.
    """
    witness = new_record(route.target, mutation, probe, (route.flow,))
    if witness is None:
        return _after_an_end(case, route.target, mutation, probe)
    taken = case.takes or any(step.takes for step in case.before)
    if case.before and case.before[0].key() == witness.key() and not taken:
        return _with_own_witness(case, route, witness)
    return after_witnesses(case, witness)


def after_witnesses(case: Case, witness: Case) -> Case:
    """Return a case after a request that is sent twice."""
    return _after(case, (replace(witness, fresh=()),) * WITNESSES, witness.fresh)


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
            before.append(replace(step, due=IT_MAY_HAVE_ENDED))
    return replace(case, before=tuple(before))


def shows_memory(case: Case) -> bool:
    """Whether a step before a case is sent twice, or is refused where no step gave what it takes."""
    twice = any(first.key() == second.key() for first, second in pairwise(case.before))
    return twice or any(step.due is not None and step.due.codes for step in case.before)


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
        route = Route(flow, target)
        variables = variables_for(route, step, target.strategies.minimal(witness))
        return named_case(route, (Move(step.name, variables),), probe, "a new record")
    return None


def _after_an_end(case: Case, target: TargetView, mutation: Mutation, probe: str) -> Case:
    """Return a case after steps that make something and end it twice, by a mutation that the sequence has not.

    Or after a request that is refused for what was done before, and accepted under another name.
    """
    used = {step.mutation for step in case.before}
    routes = [Route(flow, target) for flow in target.contract.flows.values() if not flow.drafted]
    steps = [
        (route, step)
        for route in routes
        for step in route.steps
        if step.mutation != mutation.name and route.mutation(step).server == mutation.server
    ]
    for route, step in steps:
        if step.ends and step.takes and step.mutation not in used:
            label = f"{route.flow.name}: {step.mutation} twice"
            walked = named_case(route, extended(route, (), step), probe, label)
            once = replace(walked, before=(), fresh=())
            return _after(case, (*walked.before, once, replace(once, due=IT_MAY_HAVE_ENDED)), walked.fresh)
    for route, step in steps:
        for conflict, control in _conflicts(route, step, probe):
            refused, accepted = (replace(one, before=(), fresh=()) for one in (conflict, control))
            fresh = (*conflict.fresh, *control.fresh)
            return _after(case, (*conflict.before, refused, accepted), fresh)
    return case


def _conflicts(route: Route, step: FlowStep, probe: str) -> Iterator[tuple[Case, Case]]:
    """Yield a request that is due to be refused for what was done before, and the same under another name."""
    for trigger in conflicts(route, step):
        program = program_of(route, trigger.steps)
        if program is None or program[-1].givers:
            continue
        label = f"{route.flow.name}: {trigger.condition}, as a witness"
        conflict = named_case(route, program, probe, label)
        due = Due((trigger.code,), trigger.condition, after_steps=True)
        control = named_case(route, program[-1:], probe, f"{label}, under another name")
        if conflict.fresh and not conflict.takes:
            yield replace(conflict, due=due), control


def _after(case: Case, ahead: tuple[Case, ...], names: tuple[str, ...]) -> Case:
    """Return a case with steps ahead of its own."""
    before = (*ahead, *(later(step, len(ahead)) for step in case.before))
    fresh = tuple(sorted({*case.fresh, *names}))
    return replace(later(case, len(ahead)), before=before, fresh=fresh)


def missing_witness(target: TargetView, mutation: Mutation) -> UnmetStep | None:
    """Return a mutation that this run must not execute, and that would show that the target remembers."""
    closed = [
        step
        for flow in target.contract.flows.values()
        for step in flow.steps.values()
        if target.contract.mutations[step.mutation].server == mutation.server
        and _makes_records(step, target)
        and step.mutation in target.not_on_the_way
    ]
    least = min(closed, key=lambda step: _weight(step, target), default=None)
    if least is None:
        return None
    reason = target.not_on_the_way[least.mutation]
    return UnmetStep(
        least.mutation, f"would show whether the target remembers, and is not executed: {reason}"
    )


def _may_witness(step: FlowStep, target: TargetView) -> bool:
    return step.mutation not in target.not_on_the_way and _makes_records(step, target)


def _makes_records(step: FlowStep, target: TargetView) -> bool:
    mutation = target.contract.mutations[step.mutation]
    return (
        bool(step.gives.keys() - step.limited.keys())
        and not step.renews
        and not (step.takes or step.after or _takes_a_secret(step, target))
        and offered(mutation, target)
        and obstacle(mutation, target) is None
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
