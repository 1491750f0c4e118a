"""Draws cases with Hypothesis, and lets it minimise the ones that fail."""

from collections.abc import Callable
from math import ceil

from hypothesis import Phase, given, seed, settings
from hypothesis.errors import Flaky, Unsatisfiable
from hypothesis.strategies import SearchStrategy, lists

from kraken_conformance.model.case import Case
from kraken_conformance.model.cases import Cases, CaseSource
from kraken_conformance.strategies.hypothesis_compat import steady_draws
from kraken_conformance.strategies.seeded_run import ViolationShown, case_seed, quiet_settings

__all__ = ["case_seed", "draw", "minimise", "seed_of"]

GROUP = 5
"""Cases drawn in one go: what Hypothesis spends on each go, whatever is drawn, is more than a case costs."""


def seed_of(cases: Cases, run_seed: int, subject: str, probe: str) -> int:
    """Return the seed for what a probe generates for a subject; other sources are the same for every subject."""
    own = (subject,) if isinstance(cases.drawn, SearchStrategy) else ()
    return case_seed(run_seed, *own, probe)


def draw(source: SearchStrategy[Case] | CaseSource, count: int, seed_: int) -> list[Case]:
    """Return the first `count` cases that the seed gives, repetitions included; `CaseSource` says what it counts."""
    return (
        _draw(source, count, seed_) if isinstance(source, SearchStrategy) else source.generate(count, seed_)
    )


def _draw(strategy: SearchStrategy[Case], count: int, seed_: int) -> list[Case]:
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
    source: SearchStrategy[Case] | CaseSource, count: int, seed_: int, breaks: Callable[[Case], bool]
) -> Case | None:
    """Return the smallest case found for which `breaks` is true, or None where none of the drawn ones is.

    `breaks` is called with the cases that `draw` gave for the same arguments, and then with smaller ones.
    It has to give the same answer for the same case.
    """
    if isinstance(source, SearchStrategy):
        return _minimise(source, count, seed_, breaks)
    return source.minimise(count, seed_, breaks)


def _minimise(
    strategy: SearchStrategy[Case], count: int, seed_: int, breaks: Callable[[Case], bool]
) -> Case | None:
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
                raise ViolationShown
            harmless = harmless or case

    try:
        with steady_draws():
            search()
    except (ViolationShown, Flaky, Unsatisfiable):
        return smallest
    return None


def _groups(strategy: SearchStrategy[Case], count: int) -> SearchStrategy[list[Case]]:
    size = min(GROUP, count)
    return lists(strategy, min_size=size, max_size=size)


def _examples(count: int) -> int:
    """Return in how many rounds `count` cases are generated.

    The first one that Hypothesis draws is the simplest that there is: as many times the same case. Of the others, it
    makes one in ten nearly as simple.
    """
    others = ceil((count - 1) / GROUP)
    return 1 + others + others // 9


def _quietly(count: int, phases: tuple[Phase, ...]) -> settings:
    return quiet_settings(_examples(count), phases)
