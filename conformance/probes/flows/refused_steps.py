"""Sequences with a request that is refused: what it was to make is not there, what it was to use up still is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from kraken_conformance.model.case import Case, Credentials, Due, Expectation
from kraken_conformance.model.json_path import value_at, with_value
from kraken_conformance.probes._shared.preconditions import possible_errors_asked
from kraken_conformance.probes._shared.provocation_input import provoking_inputs
from kraken_conformance.probes.flows.flow_route import Route
from kraken_conformance.probes.flows.named_cases import named_case
from kraken_conformance.probes.flows.trigger_programs import conditions
from kraken_conformance.probes.flows.walk_cases import extended
from kraken_conformance.probes.flows.witnesses import watched
from kraken_conformance.spec import Change, FlowStep, Trigger, TriggerStep

NO_TOKEN = Due((), "there is no token", after_steps=True)
NOT_VALID = Due((), "it is not valid", after_steps=True)


def after_refusals(route: Route, step: FlowStep, probe: str) -> Iterator[Case]:
    """Yield a step after one that was refused: itself where it may succeed once, or what takes its values.

    Once after a request without a token, once after requests whose input is due to raise a code, and once after a dry
    run, which is to do nothing either.
    """
    yield from _used_up(route, step, probe)
    yield from _never_made(route, step, probe)


def _used_up(route: Route, step: FlowStep, probe: str) -> Iterator[Case]:
    """Yield a step that may succeed once after the same was refused: that time must not count."""
    for triggers in conditions(route, step):
        first = triggers[0]
        if not _is_twice(first, step):
            continue
        label = f"{route.flow.name}: what was refused before"
        program = extended(route, extended(route, (), step), step)
        codes = tuple(dict.fromkeys(trigger.code for trigger in triggers))
        condition = "the request before was refused, and did nothing"
        due = Due(codes, condition, after_steps=True, absent=True, guess=route.flow.drafted)
        case = named_case(route, program, probe, label)
        if not (case.takes or case.fresh):
            continue  # another request may have done the same
        for refused in _refused(route, step, case):
            yield watched(replace(refused, due=due), route, route.mutation(step), probe)
        dry = _after_a_dry_run(route, step, case)
        if dry is not None:
            due = replace(due, condition="the request before was a dry run", stated=True)
            label = f"{route.flow.name}: what was done in a dry run"
            yield watched(replace(dry, due=due, label=label), route, route.mutation(step), probe)


def _after_a_dry_run(route: Route, step: FlowStep, case: Case) -> Case | None:
    """Return a case whose last step before, which is the same as its own, is a dry run: validated and not executed.

    None where the target has not shown that it knows the header, or the mutation cannot answer it.
    """
    target = route.target
    header = target.contract.platform.headers.dry_run_header
    asked = possible_errors_asked(route.mutation(step), target)
    if header is None or target.dry_run_honoured is not True or not asked:
        return None
    *before, last = case.before
    return replace(case, before=(*before, replace(last, headers=(header,), expectation=Expectation.DRY)))


def _is_twice(trigger: Trigger, step: FlowStep) -> bool:
    last = TriggerStep(step.name, Change())
    return trigger.steps[-2:] == (last, last) and all(each.change == Change() for each in trigger.steps)


def _never_made(route: Route, step: FlowStep, probe: str) -> Iterator[Case]:
    """Yield a step that takes what an earlier one was sent with, where that was refused: there is no such thing.

    Its name has to be a new one, or another request may have made it.
    """
    if not step.unknown or step.refusal is None:
        return
    givers = [group for group, _ in route.groups(step)]
    if len(givers) != 1 or not all(givers[0][0].gives[value].sent for value in step.takes):
        return
    giver = givers[0][0]
    label = f"{route.flow.name}: what was to be made by a request that was refused"
    program = extended(route, (), step)
    case = named_case(route, program, probe, label)
    if len(program) < 2 or program[-2].step != giver.name:
        return
    if not all(value_at(case.variables, path) in case.fresh for path in step.takes.values()):
        return
    condition = f"{giver.mutation}, which was refused"
    due = Due((step.refusal,), condition, stated=step.stated, after_steps=True, guess=route.flow.drafted)
    for refused in _refused(route, giver, case):
        yield watched(replace(refused, due=due), route, route.mutation(step), probe)


def _refused(route: Route, step: FlowStep, case: Case) -> Iterator[Case]:
    """Yield a case whose last step before, which is `step`, is refused, in each way that is there."""
    *before, last = case.before
    mutation = route.mutation(step)
    if mutation.needs_token and route.target.has_token:
        anonymous = replace(last, credentials=Credentials.NONE, expectation=Expectation.REFUSED, due=NO_TOKEN)
        yield replace(case, before=(*before, anonymous), label=f"{case.label}, for the token")
    wrong = tuple(
        replace(last, variables=variables, expectation=Expectation.ANY, due=NOT_VALID)
        for variables in _not_valid(route, step, last.variables)
    )
    if wrong:
        yield replace(case, before=(*before, *wrong), label=f"{case.label}, for its input")


def _not_valid(route: Route, step: FlowStep, variables: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield inputs that are due to raise a code, one per code that is stated, with what names the record as it is.

    Where none is stated, one that is inferred.
    """
    mutation, target = route.mutation(step), route.target
    kept = {*step.takes.values(), *(given.path for given in step.gives.values() if given.sent)}
    plain = target.complete(mutation)
    raised: set[str] = set()
    for triggers, changed in sorted(
        provoking_inputs(mutation, target), key=lambda one: not _is_stated(one[0])
    ):
        other = any(value_at(changed, path) != value_at(plain, path) for path in kept)
        if other or any(trigger.unknown or trigger.guess or trigger.anonymous for trigger in triggers):
            continue
        if triggers[0].code in raised or (raised and not _is_stated(triggers)):
            continue
        raised.add(triggers[0].code)
        made: Any = changed
        for path in kept:
            made = with_value(made, path, value_at(variables, path))
        yield made


def _is_stated(triggers: Sequence[Trigger]) -> bool:
    return any(trigger.stated for trigger in triggers)
