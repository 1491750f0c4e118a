from __future__ import annotations

import pytest

from kraken_conformance.reports.run.requirement_history import (
    RequirementHistory,
    State,
    history_words,
    requirement_histories,
    states,
)

KEY = ("acceptQuote", "error.path")
STATES: dict[str, State] = {"k": "kept", "b": "broken", "f": "flaky"}


def past_runs(nights: str) -> RequirementHistory:
    """The past_runs of a promise over nights: kept, broken, flaky, or `-` for not tested."""
    runs = [(str(day), {KEY: STATES[night]} if night != "-" else {}) for day, night in enumerate(nights, 1)]
    return requirement_histories(runs)[KEY]


@pytest.mark.parametrize(
    ("nights", "told"),
    [
        ("b", (1, 1, 1, 0, "1", "1", "1", 0)),
        ("kbb", (3, 3, 2, 0, "2", "3", "2", 0)),
        ("b-b", (3, 2, 2, 0, "1", "3", "1", 0)),
        ("bkb", (3, 3, 2, 0, "1", "3", "3", 1)),
        ("bkbk", (4, 4, 2, 0, "1", "3", "", 2)),
        ("bbk-", (4, 3, 2, 0, "1", "2", "", 1)),
        ("kf", (2, 2, 1, 1, "2", "2", "", 1)),
        ("fb", (2, 2, 2, 1, "1", "2", "2", 1)),
        ("bf", (2, 2, 2, 1, "1", "2", "", 1)),
    ],
)
def test_what_is_counted(nights: str, told: tuple[int | str, ...]) -> None:
    found = past_runs(nights)
    assert told == (
        *(found.known, found.tested, found.broken, found.flaky),
        *(found.first, found.last, found.since, found.times_kept_again),
    )


def test_a_promise_that_was_always_kept_has_no_course() -> None:
    assert requirement_histories([("1", {KEY: "kept"}), ("2", {KEY: "kept"})]) == {}


@pytest.mark.parametrize(
    ("nights", "known"), [("bb", False), ("bkb", False), ("bkbkb", True), ("fkb", True), ("bkbk", True)]
)
def test_twice_gone_or_once_flaky_is_known_to_come_and_go(nights: str, known: bool) -> None:
    assert past_runs(nights).comes_and_goes is known


@pytest.mark.parametrize(
    ("nights", "words"),
    [
        ("b", "first seen in this run, the first that is known"),
        ("kkb", "first seen in this run, and in none of the 2 before it"),
        ("kb", "first seen in this run, and not in the one before it"),
        ("kf", "first seen in this run, and not each time it was sent"),
        ("kbbb", "broken since 2, in 3 runs in a row"),
        ("bkb", "came and went once since 1, broken again in this run"),
        ("bkbkbb", "came and went 2 times since 1, broken again since 5"),
        ("bbk", "was broken from 1 to 2, in 2 runs"),
        ("bkbk", "came and went 2 times since 1"),
        ("bkf", "came and went 2 times since 1"),
    ],
)
def test_a_course_in_words(nights: str, words: str) -> None:
    assert history_words(past_runs(nights), str(len(nights))) == words


def test_a_finding_says_more_than_the_outcome() -> None:
    outcomes = [("acceptQuote", {"error.path": "failed", "error.list": "passed", "error.message": "blocked"})]
    assert states(outcomes, [(KEY, True)]) == {KEY: "flaky", ("acceptQuote", "error.list"): "kept"}
    assert states(outcomes, [(KEY, True), (KEY, False)])[KEY] == "broken"
    assert states(outcomes, [])[KEY] == "broken"
