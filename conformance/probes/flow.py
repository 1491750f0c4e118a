"""The probe `flow`."""

from collections.abc import Iterator

from kraken_conformance.model.case import Case
from kraken_conformance.model.cases import Blocked, Cases
from kraken_conformance.model.unmet_steps import UnmetStep
from kraken_conformance.probes._shared.preconditions import obstacle, offered
from kraken_conformance.probes.flows import Route, Walks, routes_through
from kraken_conformance.probes.flows.walk_cases import case_of, fixed_programs
from kraken_conformance.probes.registry import probe
from kraken_conformance.spec import Mutation
from kraken_conformance.target.view import TargetView

NAME = "flow"

SHARE = 0.1
"""A walk is as long as several ordinary cases."""

SCHEMA_UNKNOWN = "what earlier steps answer is not known: open the target's introspection or pass --schema"


@probe(NAME, uses_other_mutations=True)
def flow(mutation: Mutation, target: TargetView) -> Cases | Blocked | None:
    """The mutation where a flow comes to it: on the straight way, once more, after the end, and on drawn walks."""
    if not offered(mutation, target):
        return None
    routes = routes_through(mutation, target)
    if not routes:
        return Cases()
    if blocked := obstacle(mutation, target):
        return blocked
    if mutation.name in target.not_on_the_way:
        return Blocked(target.not_on_the_way[mutation.name])
    walked = tuple(route for route in routes if any(step.mutation == mutation.name for step in route.steps))
    not_reached = tuple(dict.fromkeys(_closed(routes, mutation)))
    if not walked:
        return Blocked(SCHEMA_UNKNOWN) if target.schema is None else Cases(not_reached=not_reached)
    return Cases(
        fixed=tuple(_fixed(walked, mutation)),
        drawn=Walks(walked, mutation.name, NAME),
        share=SHARE,
        not_reached=not_reached,
    )


def _fixed(routes: tuple[Route, ...], mutation: Mutation) -> Iterator[Case]:
    for route in routes:
        for step in route.steps:
            if step.mutation == mutation.name:
                for label, program in fixed_programs(route, step):
                    yield case_of(route, program, NAME, f"{route.flow.name}: {label}")


def _closed(routes: tuple[Route, ...], mutation: Mutation) -> Iterator[UnmetStep]:
    """Yield why steps of this mutation cannot be made."""
    for route in routes:
        for step in route.flow.steps.values():
            if step.mutation == mutation.name and step.name in route.closed:
                yield route.closed[step.name]
