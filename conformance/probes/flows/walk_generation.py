"""Draws walks through flows with a state machine of Hypothesis, and lets it minimise the ones that fail."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from math import ceil

from hypothesis import Phase, seed
from hypothesis.errors import Flaky
from hypothesis.stateful import run_state_machine_as_test

from kraken_conformance.model.case import Case
from kraken_conformance.probes.flows import Route, Walks
from kraken_conformance.probes.flows.state_machine import STEPS, machine_of
from kraken_conformance.probes.flows.walk_plan import Program
from kraken_conformance.strategies.hypothesis_compat import steady_draws
from kraken_conformance.strategies.seeded_run import ViolationShown, case_seed, quiet_settings

STEPS_A_WALK = 4
"""For every so many steps that a flow has, it is walked once more: else hardly a walk would come to each."""


def draw_walks(walks: Walks, count: int, seed_: int) -> list[Case]:
    """Return the cases in the walks that the seed gives, repetitions included.

    There are `count` walks of each flow, more of those with many steps.
    """
    return [
        case
        for route in walks.routes
        for program in _programs(route, count, case_seed(seed_, route.flow.name))
        for case in walks.cases(route, program)
    ]


def _programs(route: Route, count: int, seed_: int) -> tuple[Program, ...]:
    known = route.remembered(seed_, count)
    if known is None:
        drawn: list[Program] = []
        _walk(route, drawn.append, count, seed_, (Phase.generate,))
        known = tuple(drawn[: _walks(route, count)])
        route.remember(seed_, count, known)
    return known


def minimise_walks(walks: Walks, count: int, seed_: int, breaks: Callable[[Case], bool]) -> Case | None:
    """Return the smallest case found for which `breaks` is true, as `drawing.minimise` does."""
    smallest: Case | None = None

    for route in walks.routes:

        def search(program: Program, route: Route = route) -> None:
            nonlocal smallest
            for case in walks.cases(route, program):
                if breaks(case):
                    smallest = case
                    raise ViolationShown

        seed_of_route = case_seed(seed_, route.flow.name)
        with suppress(ViolationShown, Flaky):
            _walk(route, search, count, seed_of_route, (Phase.generate, Phase.shrink))
        if smallest is not None:
            break
    return smallest


def _walk(
    route: Route, finished: Callable[[Program], None], count: int, seed_: int, phases: tuple[Phase, ...]
) -> None:
    machine = seed(seed_)(machine_of(route, finished))
    with steady_draws():
        run_state_machine_as_test(machine, settings=quiet_settings(_walks(route, count), phases, steps=STEPS))


def _walks(route: Route, count: int) -> int:
    return count * ceil(len(route.steps) / STEPS_A_WALK)
