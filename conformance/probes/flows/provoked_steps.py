"""Steps whose input is due to raise a code, with what earlier steps gave: a made-up id would be refused first."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from kraken_conformance.model.case import Case, Due, Expectation
from kraken_conformance.model.fresh_names import name_for
from kraken_conformance.model.json_path import value_at, with_value
from kraken_conformance.probes._shared.preconditions import request
from kraken_conformance.probes._shared.provocation_input import provocation_due, provoking_inputs
from kraken_conformance.probes.flows.flow_route import Route
from kraken_conformance.probes.flows.named_cases import IDEMPOTENCY_KEY, OF_MANY, named_case
from kraken_conformance.probes.flows.walk_cases import case_of, extended
from kraken_conformance.probes.flows.witnesses import after_witnesses, later, new_record, watched
from kraken_conformance.spec import FlowStep, Mutation


def provoked(route: Route, step: FlowStep, probe: str) -> Iterator[Case]:
    """Yield a step with each input that is due to raise a code, after the steps that give what it takes.

    One comparison with the valid input, on a record of its own, for each code whose condition is stated.
    """
    taken = set(step.takes.values())
    if all(path[-1] == OF_MANY for path in taken):
        return
    mutation, target = route.mutation(step), route.target
    plain = target.complete(mutation)
    compared: set[str] = set()
    for triggers, variables in provoking_inputs(mutation, target):
        due = provocation_due(triggers, target)
        label = f"{route.flow.name}: {' or '.join(due.codes)}: {due.condition}"
        changed = {path for path in taken if value_at(variables, path) != value_at(plain, path)}
        if changed:
            if step.unknown and any(one.unknown and one.code == step.refusal for one in triggers):
                yield from _unknown(route, step, probe, variables, due, label)
            continue
        if due.guess or triggers[0].anonymous:
            continue
        due = replace(due, guess=route.flow.drafted)
        case = _case(route, step, probe, variables, label)
        if due.stated and due.codes[0] not in compared and case.takes:
            compared.add(due.codes[0])
            valid = replace(_case(route, step, probe, plain, label), before=(), label="the valid input")
            by = len(case.before) + 1
            again = tuple(later(one, by) for one in case.before)
            case = replace(case, before=(*case.before, valid, *again), takes=later(case, by).takes)
        yield replace(case, due=due, provokes=due.codes[0])


def _case(route: Route, step: FlowStep, probe: str, variables: Mapping[str, Any], label: str) -> Case:
    """Return the straight way to a step, with other variables but for what it takes."""
    walked = named_case(route, extended(route, (), step), probe, label)
    made: Any = variables
    for path in step.takes.values():
        made = with_value(made, path, value_at(walked.variables, path))
    return replace(walked, variables=made, expectation=Expectation.ANY)


def _unknown(
    route: Route, step: FlowStep, probe: str, variables: Mapping[str, Any], due: Due, label: str
) -> Iterator[Case]:
    """Yield a step with an id that was never given, after another request was sent twice and gave two records.

    That is the step which gives such ids, but where a key keeps it from making a second one.
    """
    mutation = route.mutation(step)
    witness = _giver(route, step, probe, label)
    if witness is None and not case_of(route, extended(route, (), step), probe, label).takes:
        witness = new_record(
            route.target, mutation, probe
        )  # it takes what was sent, and no answer gives that
    if witness is None:
        return
    never_given: Any = variables
    name = name_for(f"{mutation.name} {label}", like="0")
    for path in step.takes.values():
        if value_at(variables, path):  # what the probe `provocation` sent may exist by now
            never_given = with_value(never_given, path, name)
    due = replace(due, guess=route.flow.drafted, after_steps=True)
    case = request(
        probe, mutation, route.target, never_given, label=label, fresh=(name,), due=due, provokes=due.codes[0]
    )
    if any(path[-1] == IDEMPOTENCY_KEY for path in route.target.input_leaves(_mutation(witness, route))):
        yield watched(case, route, mutation, probe)
    else:
        yield after_witnesses(case, witness)


def _mutation(case: Case, route: Route) -> Mutation:
    assert case.mutation is not None
    return route.target.contract.mutations[case.mutation]


def _giver(route: Route, step: FlowStep, probe: str, label: str) -> Case | None:
    """Return the step that gives in its answer what another one takes; None where it takes something itself."""
    walked = case_of(route, extended(route, (), step), probe, label)
    givers = {taken.step for taken in walked.takes}
    if givers != {0} or walked.before[0].takes:
        return None
    return walked.before[0]
