"""Draws walks through flows with a state machine of Hypothesis, and lets it minimise the ones that fail."""

from collections.abc import Callable
from contextlib import suppress
from math import ceil

from hypothesis import Phase, seed
from hypothesis.errors import Flaky
from hypothesis.stateful import run_state_machine_as_test

from kraken_conformance.model.case import Case
from kraken_conformance.probes.flows.flow_route import Route
from kraken_conformance.probes.flows.state_machine import STEPS, machine_of
from kraken_conformance.probes.flows.walk_plan import Program
from kraken_conformance.strategies.hypothesis_compat import steady_draws
from kraken_conformance.strategies.seeded_run import ViolationShown, case_seed, quiet_settings

STEPS_A_WALK = 4
"""A flow is walked once more for each this many steps that it has: otherwise few walks would reach the last ones."""


def generate_programs(route: Route, count: int, run_seed: int) -> tuple[Program, ...]:
    """Return the walks of a flow that the seed gives: `count`, more where it has many steps."""
    seed_ = case_seed(run_seed, route.flow.name)
    known = route.remembered(seed_, count)
    if known is None:
        drawn: list[Program] = []
        _walk(route, drawn.append, count, seed_, (Phase.generate,))
        known = tuple(drawn[: _walks(route, count)])
        route.remember(seed_, count, known)
    return known


def minimise_program(
    route: Route, count: int, run_seed: int, failing: Callable[[Program], Case | None]
) -> Case | None:
    """Return what `failing` gives for the smallest walk of a flow for which it gives a case."""
    smallest: Case | None = None

    def search(program: Program) -> None:
        nonlocal smallest
        case = failing(program)
        if case is not None:
            smallest = case
            raise ViolationShown

    with suppress(ViolationShown, Flaky):
        _walk(route, search, count, case_seed(run_seed, route.flow.name), (Phase.generate, Phase.shrink))
    return smallest


def _walk(
    route: Route, finished: Callable[[Program], None], count: int, seed_: int, phases: tuple[Phase, ...]
) -> None:
    machine = seed(seed_)(machine_of(route, finished))
    with steady_draws():
        run_state_machine_as_test(machine, settings=quiet_settings(_walks(route, count), phases, steps=STEPS))


def _walks(route: Route, count: int) -> int:
    return count * ceil(len(route.steps) / STEPS_A_WALK)
