"""The history of a requirement over runs: when it was first violated, since when, how often it came and went."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Key = tuple[str, str]
"""Subject (a mutation, or `server NAME`) and requirement."""

State = Literal["kept", "broken", "flaky"]
"""What one run saw of a promise; `flaky` where nothing that broke it came back when it was sent again."""

OFTEN = 2
"""A promise that was broken and kept again this often is expected to break once more."""


@dataclass(frozen=True, slots=True)
class RequirementHistory:
    """What the runs of a target saw of a promise that at least one of them found broken.

    Times are those at which runs began (ISO 8601). `known` counts all runs, `tested` those that judged this
    promise, `broken` those that found it broken and `flaky` those in which that did not come back. `first` and
    `last` are the first and the last run that found it broken. `since` is where the latest unbroken row of such
    runs begins, empty where the latest run kept the promise. `times_kept_again` counts how often it was kept again
    after it had been broken.
    """

    known: int
    tested: int
    broken: int
    flaky: int
    first: str
    last: str
    since: str
    times_kept_again: int

    @property
    def comes_and_goes(self) -> bool:
        """Whether it is known to break and to hold without anybody's doing."""
        return self.flaky > 0 or self.times_kept_again >= OFTEN

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form, as in `results.json` and in comparisons."""
        return {
            "first_seen": self.first,
            "last_seen": self.last,
            "broken_since": self.since or None,
            "came_and_went": self.times_kept_again,
            "comes_and_goes": self.comes_and_goes,
            "runs_known": self.known,
            "runs_tested": self.tested,
            "runs_broken": self.broken,
            "runs_flaky": self.flaky,
        }


def states(
    outcomes: Iterable[tuple[str, Mapping[str, str]]], findings: Iterable[tuple[Key, bool]]
) -> dict[Key, State]:
    """Return what a run saw of each promise.

    `outcomes` are those of the requirements of each subject; `findings` are keys, with whether each is flaky.
    """
    found: dict[Key, State] = {}
    for subject, requirements in outcomes:
        for requirement, outcome in requirements.items():
            if outcome in ("passed", "failed"):
                found[subject, requirement] = "kept" if outcome == "passed" else "broken"
    repeatable: dict[Key, bool] = {}
    for key, flaky in findings:
        repeatable[key] = repeatable.get(key, False) or not flaky
    return {**found, **{key: "broken" if each else "flaky" for key, each in repeatable.items()}}


def requirement_histories(runs: Sequence[tuple[str, Mapping[Key, State]]]) -> dict[Key, RequirementHistory]:
    """Return the history of each promise that any of the runs, the oldest first, found broken."""
    keys = {key for _, seen in runs for key, state in seen.items() if state != "kept"}
    return {key: _requirement_history(key, runs) for key in keys}


def _requirement_history(key: Key, runs: Sequence[tuple[str, Mapping[Key, State]]]) -> RequirementHistory:
    tested = [(at, seen[key]) for at, seen in runs if key in seen]
    broken = [at for at, state in tested if state != "kept"]
    since, times_kept_again, before = "", 0, False
    for at, fails in _steps(tested):
        if fails and not before:
            since = at
        times_kept_again += before and not fails
        before = fails
    return RequirementHistory(
        known=len(runs),
        tested=len(tested),
        broken=len(broken),
        flaky=sum(state == "flaky" for _, state in tested),
        first=broken[0],
        last=broken[-1],
        since=since if before else "",
        times_kept_again=times_kept_again,
    )


def _steps(tested: Iterable[tuple[str, State]]) -> Iterator[tuple[str, bool]]:
    """Yield whether the promise was broken, step by step: a flaky run is broken, and then not."""
    for at, state in tested:
        yield at, state != "kept"
        if state == "flaky":
            yield at, False


def history_words(history: RequirementHistory, at: str) -> str:
    """Say a history in words, for the run that began at a time: the last one of the history."""
    if history.since == at and history.first == at:
        before = history.known - 1
        before_words = {0: "the first that is known", 1: "and not in the one before it"}
        return f"first seen in this run, {before_words.get(before, f'and in none of the {before} before it')}"
    if history.first == at:
        return "first seen in this run, and not each time it was sent"
    if not history.times_kept_again:
        return f"broken since {history.since}, in {_runs(history.broken)} in a row"
    if history.since:
        again = "in this run" if history.since == at else f"since {history.since}"
        return f"{came_and_went(history.times_kept_again)} since {history.first}, broken again {again}"
    if history.last == at or history.times_kept_again >= OFTEN:
        return f"{came_and_went(history.times_kept_again)} since {history.first}"
    return f"was broken from {history.first} to {history.last}, in {_runs(history.broken)}"


def came_and_went(count: int) -> str:
    """Say how often a promise was broken and kept again."""
    return "came and went once" if count == 1 else f"came and went {count} times"


def _runs(count: int) -> str:
    return "1 run" if count == 1 else f"{count} runs"
