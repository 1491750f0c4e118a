"""A run as a whole: what it may spend, and how it ends where there is nothing to test."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kraken_conformance.exceptions import UsageError
from kraken_conformance.journal import JOURNAL, append_line
from kraken_conformance.judging.verdict import Verdict
from kraken_conformance.runner.evidence.evidence_file import NAME
from kraken_conformance.runner.evidence.report_folder import UNANSWERED
from kraken_conformance.runner.evidence.resume import Earlier
from kraken_conformance.runner.sending.stop_request import StopRequest
from kraken_conformance.runner.session import limits, run
from kraken_conformance.safety.budget import Limits
from tests.runner.prepared import NOBODY, Listener, elsewhere, prepared, unanswered


def earlier(seconds: float = 0.0, *, requests: int = 0) -> Earlier:
    """Return what there is of a run that was cut short after so many seconds."""
    events: Any = ({"type": "result", "started_s": seconds / 2, "duration_s": seconds / 2},)
    header: Any = {}
    return Earlier(header, events, frozenset(), requests=requests)


def test_without_budgets_nothing_is_limited() -> None:
    assert limits(prepared()) == Limits(None, None, None)


@pytest.mark.parametrize(
    ("processes", "requests", "creations"), [(0, 100, 7), (1, 100, 7), (3, 33, 2), (7, 14, 1)]
)
def test_what_the_workers_may_spend_is_never_more_than_what_the_run_may(
    processes: int, requests: int, creations: int
) -> None:
    spend = limits(prepared(max_requests=100, max_creations=7, processes=processes))
    assert spend.requests == requests
    assert spend.creations is not None
    assert set(spend.creations.values()) == {creations}


@pytest.mark.parametrize(("sent", "left"), [(0, 50), (40, 30), (99, 0), (100, 0), (140, 0)])
def test_what_was_sent_before_a_run_was_resumed_is_spent(sent: int, left: int) -> None:
    assert limits(prepared(max_requests=100, processes=2), earlier(requests=sent)).requests == left
    assert limits(prepared(), earlier(requests=sent)).requests is None


def test_time_that_was_spent_before_a_run_was_resumed_is_gone() -> None:
    options, now = prepared(max_minutes=2.0), time.time()
    for spent, left in ((0.0, 120), (90.0, 30), (500.0, 0)):
        deadline = limits(options, earlier(spent)).deadline
        assert deadline is not None
        assert now + left <= deadline <= time.time() + left


def test_a_budget_of_nothing_stays_nothing() -> None:
    spend = limits(prepared(max_creations=0, processes=2)).creations
    assert spend is not None
    assert set(spend.values()) == {0}


def test_what_was_created_before_a_run_was_resumed_is_spent(tmp_path: Path) -> None:
    record = {"at": "", "mutation": "createReferral", "server": "API", "url": "", "sent": {}, "answered": {}}
    for number in range(4):
        entry = {"type": "created", "id": str(number), **record}
        append_line(tmp_path / JOURNAL, json.dumps(entry) + "\n")
    append_line(tmp_path / JOURNAL, json.dumps({"type": "undone", "id": "0"}) + "\n")
    for most, left in ((9, 3), (4, 0), (2, 0)):
        spend = limits(prepared(max_creations=most, processes=2, output=tmp_path), earlier()).creations
        assert spend is not None
        assert (spend["createReferral"], spend["createGoodsQuote"]) == (left, most // 2)
    assert limits(prepared(output=tmp_path), earlier()).creations is None


def test_a_budget_of_time_is_the_same_for_all_workers() -> None:
    before = time.time()
    deadline = limits(prepared(max_minutes=2.0, processes=4)).deadline
    assert deadline is not None
    assert before + 120 <= deadline <= time.time() + 120


@pytest.mark.parametrize(("option", "words"), [("max_requests", "requests"), ("max_creations", "creations")])
def test_a_budget_that_is_too_small_for_the_workers_is_refused(option: str, words: str) -> None:
    message = f"--max-{words} 2: that is less than one for each worker."
    with pytest.raises(UsageError) as refused:
        prepared(**{option: 2}, processes=3)
    assert str(refused.value) == message
    assert prepared(**{option: 3}, processes=3)


def test_a_target_that_does_not_answer_makes_the_run_inconclusive(tmp_path: Path) -> None:
    result = run(elsewhere(tmp_path / "run"), listener := Listener(), StopRequest())
    assert result.judged.verdict is Verdict.INCONCLUSIVE
    assert f"{NOBODY} did not answer" in " ".join(result.judged.reasons)
    assert [event["type"] for event in result.events] == ["header", "outcome", "footer"]
    assert "did not answer" in result.events[0]["target"]["unavailable"]
    assert "provisional" not in result.events[0]
    assert (result.evidence, result.trouble, listener.heard) == (
        tmp_path / "run" / "evidence.jsonl",
        None,
        [],
    )


def test_only_an_earlier_run_that_tested_something_outlives_one_that_tests_nothing(tmp_path: Path) -> None:
    first = unanswered(tmp_path)
    assert unanswered(tmp_path).evidence == first.evidence
    header, *_ = first.evidence.read_text("utf-8").splitlines()
    first.evidence.write_text(f'{header}\n{{"type": "result"}}\n', "utf-8")
    kept = first.evidence.read_bytes()
    assert unanswered(tmp_path).evidence == tmp_path / UNANSWERED / NAME
    assert first.evidence.read_bytes() == kept


def test_a_run_that_has_ended_is_not_done_again(tmp_path: Path) -> None:
    first = unanswered(tmp_path)
    again = run(replace(elsewhere(tmp_path), resume=True), listener := Listener(), StopRequest())
    assert (again.events, again.judged, listener.heard) == (first.events, first.judged, [])


def test_another_run_is_not_continued(tmp_path: Path) -> None:
    unanswered(tmp_path)
    with pytest.raises(UsageError, match="--resume"):
        run(replace(elsewhere(tmp_path, max_examples=3), resume=True), Listener(), StopRequest())
