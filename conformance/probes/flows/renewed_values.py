"""Steps that give another value each time, made twice."""

from collections.abc import Iterator
from dataclasses import replace

from kraken_conformance.model.case import Case
from kraken_conformance.probes.flows.flow_route import Route
from kraken_conformance.probes.flows.walk_cases import case_of, extended
from kraken_conformance.probes.flows.witnesses import watched
from kraken_conformance.spec import FlowStep

RENEWED = "state.renewed"


def renewed(route: Route, step: FlowStep, probe: str) -> Iterator[Case]:
    """Yield a step that gives another value each time, made twice, on a target that shows that it remembers."""
    if not step.renews or route.flow.drafted:
        return
    program = extended(route, extended(route, (), step), step)
    case = case_of(route, program, probe, f"{route.flow.name}: another {' and '.join(step.renews)}")
    yield watched(replace(case, about=RENEWED), route, route.mutation(step), probe)
