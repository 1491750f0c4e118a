"""What cannot be in the evidence of an honest run: one change to a sound one each, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from kraken_conformance.certificate.consistency import contradictions
from kraken_conformance.judging.verdict import outcomes, verdict
from kraken_conformance.runner.evidence.run_footer import footer
from tests.judging.test_verdict import answer, header, result

Events = list[dict[str, Any]]

REQUIREMENTS = {"error.path": {"level": "MUST"}, "error.list": {"level": "SHOULD"}}


def counted(mutation: str, *, failed: int = 0, probe: str = "valid-input") -> dict[str, Any]:
    """Return the result of three cases, of which some failed."""
    found = result(
        mutation, answer("success", count=3), probe=probe, error_path=(3, failed), error_list=(1, 0)
    )
    counts = {"cases": 3, "requests": 3, "succeeded": 3, "started_s": 1.0, "duration_s": 4.0}
    latency = {"p50": 4.0, "p95": 9.0, "max": 9.0, "sum": 15.0, "buckets": {"1": 0, "2": 1, "5": 1, "10": 1}}
    more = {"errors_observed": {}, "valid": {"sent": 3, "succeeded": 3}, "latency_ms": latency}
    return {**found, **counts, **more}


def run(failed: int = 0) -> Events:
    """Return the events of a sound run of two mutations, of which the first may have failed."""
    found = {"id": "1a", "level": "MUST", "decides": True, "probe": "valid-input", "flaky": False}
    finding = {"type": "finding", "mutation": "one", "server": "API", "requirement": "error.path", **found}
    head = {
        **header(),
        "run_id": "0123456789abcdef" * 2,
        "started_at": "2026-11-28T10:00:00Z",
        "requirements": REQUIREMENTS,
        "target": {},
    }
    events: Events = [head, counted("one", failed=failed), *[finding] * bool(failed), counted("two")]
    ends: Any = outcomes(events, "must")  # type: ignore[arg-type]
    judged = verdict(events, ends, "must")  # type: ignore[arg-type]
    end: Any = footer(
        [*events, *ends],  # type: ignore[list-item]
        judged,
        finished_at="2026-11-28T10:00:06Z",
        duration_s=6.0,
        interrupted=False,
        waiver_remarks=(),
        remarks=(),
        lacking_pools={},
    )
    return deepcopy([*events, *ends, end])


def said(events: Events) -> list[str]:
    return list(contradictions(events))  # type: ignore[arg-type]


@pytest.mark.parametrize("failed", [0, 2])
def test_a_sound_run_does_not_contradict_itself(failed: int) -> None:
    assert said(run(failed)) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda events: events.pop(0), "not exactly one header"),
        (lambda events: events.insert(2, events[0]), "not exactly one header"),
        (lambda events: events.pop(), "cut short"),
        (lambda events: events.insert(1, events[-1]), "cut short"),
        (lambda events: events.insert(1, {"type": "note"}), "unknown type"),
    ],
)
def test_lines_that_are_not_where_they_belong(change: Callable[[Events], object], words: str) -> None:
    events = run()
    change(events)
    (reason,) = said(events)
    assert words in reason


def of_result(**changes: Any) -> Callable[[Events], object]:
    return lambda events: events[1].update(changes)


SLOW = {"p50": 1000.0, "p95": 1000.0, "max": 1000.0, "sum": 3000.0, "buckets": {"1000": 3}}


def of_latency(**changes: Any) -> Callable[[Events], object]:
    return lambda events: events[1]["latency_ms"].update(changes)


def of_counts(judged: int, failed: int, id_: str = "error.path") -> Callable[[Events], object]:
    return lambda events: events[1]["requirements"].update({id_: {"judged": judged, "failed": failed}})


def of_footer(**changes: Any) -> Callable[[Events], object]:
    return lambda events: events[-1].update(changes)


def of_header(**changes: Any) -> Callable[[Events], object]:
    return lambda events: events[0].update(changes)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (of_result(mutation="three"), "three, valid-input: a result of something that was not selected"),
        (of_result(server="AUTH"), "a result of something that was not selected"),
        (of_result(probe="flow"), "one, flow: a result of something that was not selected"),
        (lambda events: events.insert(1, events[1]), "one, valid-input: there are two results"),
        (of_result(succeeded=4), "one, valid-input: 4 successes, 3 cases, 3 requests"),
        (of_result(requests=2), "one, valid-input: 3 successes, 3 cases, 2 requests"),
        (of_result(cases=4, requests=4), "the times of 3 responses, for 4 cases and 4 requests"),
        (of_latency(buckets={"10": 4}), "the times of 4 responses, for 3 cases and 3 requests"),
        (
            of_latency(sum=8.0, buckets={"5": 1, "10": 2}),
            "8.0 ms for 3 responses, each of which took as long",
        ),
        (of_latency(sum=90.0), "90.0 ms for 3 responses, each of which took as long"),
        (of_result(duration_s=0.0, latency_ms=SLOW), "3000.0 ms of waiting do not fit in 0.0 s"),
        (of_result(valid={"sent": 4, "succeeded": 3}), "3 of 4 valid inputs succeeded, in 3 cases"),
        (of_result(valid={"sent": 2, "succeeded": 3}), "3 of 2 valid inputs succeeded, in 3 cases"),
        (of_result(valid_as_others={"sent": 4, "succeeded": 0}), "0 of 4 valid inputs succeeded under other"),
        (of_result(sequences=4), "more sequences, or more sent twice, than 3 cases"),
        (of_result(sent_twice=4), "more sequences, or more sent twice, than 3 cases"),
        (of_result(answers=[answer("success", count=4)]), "4 answers to 3 requests"),
        (of_result(answers=[answer("success", count=0)]), "a kind of answers that no request got"),
        (of_result(answers=[answer("success", count=2)]), "more valid inputs succeeded than the 2 answers"),
        (of_counts(4, 0), "one, valid-input, error.path: 0 of 4 failed, in 3 cases"),
        (of_counts(2, 3), "one, valid-input, error.path: 3 of 2 failed, in 3 cases"),
        (of_counts(1, 0, "error.made-up"), "one, valid-input, error.made-up: no such requirement"),
        (
            lambda events: events[0]["configuration"]["probes"].append("no-token"),
            "the probe no-token was selected and has no result",
        ),
        (of_counts(3, 1), "one, error.path: 1 failures, and no finding tells of them"),
        (of_result(started_s=7.0), "one, valid-input: it ended after the run"),
        (of_header(run_id="1"), "'1' is no id of a run"),
        (of_header(started_at="2026-11-28T10:00:07Z"), "before it began"),
        (of_header(started_at="2026-11-28T09:59:00Z"), "it took 6.0 s, and yet 0:01:06 passed"),
        (of_footer(verdict="conformant", exit_code=1), "do not follow"),
        (of_footer(reasons=["because"]), "the exit code or the reasons in the footer do not follow"),
        (of_footer(verdict="non-conformant"), "the footer says non-conformant"),
        (of_footer(scope={}), "the scope in the footer does not follow"),
        (lambda events: events[-1]["counts"].update(cases=7), "the footer counts 7 cases, and there are 6"),
        (lambda events: events.pop(-2), "two: its outcome is missing"),
        (lambda events: events.insert(-1, events[-2]), "a mutation has two outcomes"),
        (
            lambda events: events[-2].update(outcome="passed later"),
            "two: its outcome does not follow from its results",
        ),
        (
            lambda events: events.insert(-1, {**events[-2], "mutation": "three"}),
            "three: an outcome without results",
        ),
    ],
)
def test_a_conformant_run_that_contradicts_itself(change: Callable[[Events], object], words: str) -> None:
    events = run()
    change(events)
    assert [reason for reason in said(events) if words in reason], said(events)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda events: events.pop(2), "one, error.path: 2 failures, and no finding tells of them"),
        (lambda events: events.insert(2, events[2]), "finding 1a: it is there twice"),
        (lambda events: events[2].update(mutation="two"), "no result counts a failure of error.path on two"),
        (
            lambda events: events[2].update(requirement="error.list"),
            "no result counts a failure of error.list",
        ),
        (
            lambda events: events[0]["requirements"]["error.path"].update(level="SHOULD"),
            "it weighs more than error.path",
        ),
    ],
)
def test_findings_that_do_not_belong_to_what_failed(change: Callable[[Events], object], words: str) -> None:
    events = run(failed=2)
    change(events)
    assert [reason for reason in said(events) if words in reason], said(events)


def test_a_finding_may_weigh_less_than_its_requirement() -> None:
    events = run(failed=2)
    events[2]["level"] = "SHOULD"
    assert not [reason for reason in said(events) if "weighs" in reason]


def test_a_schema_is_judged_once_whatever_the_number_of_cases() -> None:
    events = run()
    events[0]["configuration"]["probes"].append("schema")
    events.insert(1, counted("one", probe="schema"))
    assert "one, schema, error.path: 0 of 3 failed, in 1 cases" in said(events)
    events[1]["requirements"]["error.path"]["judged"] = 1
    assert not [reason for reason in said(events) if "one, schema" in reason]


def test_times_in_whole_seconds_may_differ_by_a_little() -> None:
    events = run()
    events[0]["started_at"] = "2026-11-28T09:59:57Z"
    events[1]["started_s"] = 5.0
    assert said(events) == []
