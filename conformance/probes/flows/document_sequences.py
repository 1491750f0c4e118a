"""Sequences that end with several mutations in one document: they are executed one after the other, in its order."""

from collections.abc import Iterator
from dataclasses import replace

from kraken_conformance.model.case import Case, Due, Expectation
from kraken_conformance.model.json_path import value_at
from kraken_conformance.probes._shared.one_document import behind, mutation_repeated
from kraken_conformance.probes.flows.flow_route import Route
from kraken_conformance.probes.flows.named_cases import named_case
from kraken_conformance.probes.flows.walk_cases import extended
from kraken_conformance.probes.flows.witnesses import watched
from kraken_conformance.spec import FlowStep, Mutation

ABOUT = "state.in-order"


def repeated_in_one_document(case: Case, route: Route, mutation: Mutation, probe: str) -> Case:
    """Return a step that may succeed once, three times in one document."""
    label = f"{route.flow.name}: {mutation.name} three times in one document"
    all_ = replace(mutation_repeated(case), about=ABOUT, label=label, expectation=Expectation.ANY)
    return watched(all_, route, mutation, probe)


def given_in_one_document(route: Route, step: FlowStep, probe: str) -> Iterator[Case]:
    """Yield a step that takes what another one is sent, with that one ahead of it in its document.

    Before that it is sent alone, where no step has given what it takes, and then after the other one in requests of
    their own. Where it is refused at first, and accepted then, the target remembers.
    """
    program = extended(route, (), step)
    if len(program) != 2 or not step.takes or step.refusal is None or route.flow.drafted:
        return
    label = f"{route.flow.name}: {step.name} in one document with what it takes"
    alone, apart, together = (
        named_case(route, program, probe, f"{label}, {which}") for which in ("first", "then", "last")
    )
    (giver,) = together.before
    taken = [value_at(together.variables, path) for path in step.takes.values()]
    if together.takes or not any(value in together.fresh for value in taken):
        return  # what it takes is in an answer, or may be there already
    due = Due(
        (step.refusal,),
        f"{giver.mutation}, ahead of it in the document, gave it",
        after_steps=True,
        absent=True,
    )
    not_given = Due((step.refusal,), "no step has given it", after_steps=True)
    yield replace(
        behind(together, giver),
        due=due,
        about=ABOUT,
        expectation=Expectation.ANY,
        label=label,
        before=(
            replace(alone, before=(), fresh=(), due=not_given),
            *apart.before,
            replace(apart, before=(), fresh=()),
        ),
        fresh=tuple(sorted({*alone.fresh, *apart.fresh, *together.fresh})),
    )
