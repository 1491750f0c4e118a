"""Draws cases with Hypothesis, and lets it minimise the ones that fail."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from math import ceil

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Flaky, Unsatisfiable
from hypothesis.strategies import SearchStrategy, lists

from kraken_conformance.case import Case
from kraken_conformance.runner.steady import steady_draws

GROUP = 5
"""Cases drawn in one go: what Hypothesis spends on each go, whatever is drawn, is more than a case costs."""


class _Broken(Exception):
    """Tells Hypothesis that a case shows the breach."""


def case_seed(run_seed: int, *names: str) -> int:
    """Return the seed for one probe of one subject: the same whatever else is run, and in whatever order."""
    digest = sha256("\0".join((str(run_seed), *names)).encode()).digest()
    return int.from_bytes(digest[:8], "big")


def draw(strategy: SearchStrategy[Case], count: int, seed_: int) -> list[Case]:
    """Return the first `count` cases that the seed gives, the simplest first and only once."""
    drawn: list[Case] = []

    @_quietly(count, (Phase.generate,))
    @seed(seed_)
    @given(_groups(strategy, count))
    def collect(group: list[Case]) -> None:
        for case in group:
            if not drawn or case != drawn[0]:
                drawn.append(case)

    try:
        with steady_draws():
            collect()
    except Unsatisfiable:
        return []
    return drawn[:count]


def minimise(
    strategy: SearchStrategy[Case], count: int, seed_: int, breaks: Callable[[Case], bool]
) -> Case | None:
    """Return the smallest case found for which `breaks` is true, or None where none of the drawn ones is.

    `breaks` is called with the cases that `draw` gave for the same arguments, and then with smaller ones.
    It has to give the same answer for the same case.
    """
    smallest: Case | None = None
    harmless: Case | None = None

    @_quietly(count, (Phase.generate, Phase.shrink))
    @seed(seed_)
    @given(_groups(strategy, count))
    def search(group: list[Case]) -> None:
        nonlocal smallest, harmless
        for case in group:
            if case == harmless:
                continue
            if breaks(case):
                smallest = case
                raise _Broken
            harmless = harmless or case

    try:
        with steady_draws():
            search()
    except (_Broken, Flaky, Unsatisfiable):
        return smallest
    return None


def _groups(strategy: SearchStrategy[Case], count: int) -> SearchStrategy[list[Case]]:
    size = min(GROUP, count)
    return lists(strategy, min_size=size, max_size=size)


def _examples(count: int) -> int:
    """Return in how many goes so many cases are drawn.

    The first one that Hypothesis draws is the simplest that there is: as many times the same case. Of the others, it
    makes one in ten nearly as simple.
    """
    others = ceil((count - 1) / GROUP)
    return 1 + others + others // 9


def _quietly(count: int, phases: tuple[Phase, ...]) -> settings:
    return settings(
        max_examples=_examples(count),
        phases=phases,
        database=None,
        deadline=None,
        report_multiple_bugs=False,
        print_blob=False,
        suppress_health_check=list(HealthCheck),
    )
