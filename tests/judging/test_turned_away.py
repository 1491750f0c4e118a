"""Requests to mutations that work, and that somebody turned away: what is said of them, and what they decide."""

from __future__ import annotations

from typing import Any

import pytest

from kraken_conformance.judging.turned_away import turned_away
from kraken_conformance.judging.verdict import Verdict, outcomes
from tests.judging.test_verdict import answer, header, judged, result

THROTTLED = "200 application/json, 'Throttled'"


def events(*answers: dict[str, Any]) -> list[Any]:
    found: list[Any] = [header(mutations=["one"]), result("one", *answers)]
    return [*found, *outcomes(found, "must")]


def lost(*answers: dict[str, Any]) -> list[tuple[int, int, bool]]:
    found = events(*answers)
    outcome_events = [event for event in found if event["type"] == "outcome"]
    return [(one.count, one.requests, one.is_most) for one in turned_away(found, outcome_events)]


@pytest.mark.parametrize("origin", ["before", "elsewhere"])
def test_a_share_is_said_and_most_of_all_requests_decide(origin: str) -> None:
    assert lost(answer("success", count=60), answer(origin, THROTTLED, count=40)) == [(40, 100, False)]
    assert lost(answer("success", count=40), answer(origin, THROTTLED, count=60)) == [(60, 100, True)]
    found = judged(
        result("one", answer("success", count=40), answer(origin, THROTTLED, count=60), error_path=(3, 0)),
        mutations=["one"],
    )
    assert found.verdict is Verdict.INCONCLUSIVE
    assert (
        f"60 of 100 requests to mutations that work were turned away before they were executed: {THROTTLED}"
        in (found.reasons[-1])
    )
    assert "--max-rps" in found.reasons[-1]


def test_the_same_words_from_several_mutations_count_together() -> None:
    found = [header(), result("one", answer("success", count=9), answer("before", THROTTLED, count=1))]
    found += [result("two", answer("success", count=5), answer("before", THROTTLED, count=25))]
    outcome_events = outcomes(found, "must")
    assert [(one.count, one.requests) for one in turned_away(found, outcome_events)] == [(26, 40)]


@pytest.mark.parametrize(
    "answers",
    [
        (answer("success", count=100),),
        (answer("success", count=97), answer("before", THROTTLED, count=3)),  # a few, for whatever reason
        (answer("success", count=5), answer("before", THROTTLED, count=8)),  # too few to speak of a share
        (answer("success", count=40), answer("mutation", "KT-CT-4122", count=60)),  # it did answer
        (answer("success", count=40), answer("before", "401", count=60, about=True)),  # who asks
        (answer("success", count=40), answer("before", THROTTLED, count=60, credentials="none")),
        (answer("before", THROTTLED, count=100),),  # it does not work, which is said of it
        (answer("success", count=90), *(answer("before", f"refusal {n}", count=4) for n in range(10))),
    ],
)
def test_what_is_no_word_worth(answers: tuple[dict[str, Any], ...]) -> None:
    assert lost(*answers) == []
