"""Walks as a source of cases: what a probe has beside a strategy."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kraken_conformance.model.case import Case
from kraken_conformance.probes.flows.flow_route import Route
from kraken_conformance.probes.flows.walk_cases import case_of
from kraken_conformance.probes.flows.walk_generation import generate_programs, minimise_program
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

    def generate(self, count: int, seed: int) -> list[Case]:
        """Return the cases in `count` walks of each flow, more of those with many steps; repetitions included."""
        return [
            case
            for route in self.routes
            for program in generate_programs(route, count, seed)
            for case in self.cases(route, program)
        ]

    def minimise(self, count: int, seed: int, fails: Callable[[Case], bool]) -> Case | None:
        """Return the smallest case found for which `fails` is true, of the first flow that has one."""
        for route in self.routes:

            def failing(program: Program, route: Route = route) -> Case | None:
                return next((case for case in self.cases(route, program) if fails(case)), None)

            smallest = minimise_program(route, count, seed, failing)
            if smallest is not None:
                return smallest
        return None
