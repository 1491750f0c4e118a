"""Walks as a source of cases: what a probe has beside a strategy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kraken_conformance.model.case import Case
from kraken_conformance.probes.flows.flow_route import Route
from kraken_conformance.probes.flows.walk_cases import case_of
from kraken_conformance.probes.flows.walk_plan import Program


@dataclass(frozen=True, slots=True)
class Walks:
    """Drawn walks through flows, and the cases of one mutation in them.

    The walks of a flow are the same for every mutation: each is judged where the walk comes to it, so that
    all together the contract is checked at each step, and nothing is reported twice.
    """

    routes: tuple[Route, ...]
    mutation: str
    probe: str

    def cases(self, route: Route, program: Program) -> Iterator[Case]:
        """Yield the cases of a walk: one for each time that it comes to the mutation after another step."""
        for place, move in enumerate(program):
            if place and route.flow.steps[move.step].mutation == self.mutation:
                label = f"{route.flow.name}: {place} {'step' if place == 1 else 'steps'} before"
                yield case_of(route, program[: place + 1], self.probe, label)
