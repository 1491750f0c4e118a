"""What a probe's exchanges add up to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kraken_conformance.model.case import Credentials, Expectation
from kraken_conformance.model.exchange import Exchange, Request
from kraken_conformance.model.subject import Subject
from kraken_conformance.model.unmet_steps import UnmetStep
from kraken_conformance.model.violation import Violation
from kraken_conformance.runner.findings.controls import LimitMet
from kraken_conformance.runner.findings.probe_result import (
    LONGEST_CODE,
    MOST_CODES,
    MOST_REQUESTS,
    OTHER_CODES,
    ProbeResult,
)
from kraken_conformance.runner.findings.run_checks import CheckResult
from tests.checks.seen import observe

REFUSED = {"data": {"acceptQuote": None}, "errors": [{"message": "no", "extensions": {"errorCode": "KT-X"}}]}
BROKEN = Violation(("data",), "expected", "actual")


@pytest.fixture
def result() -> ProbeResult:
    return ProbeResult(Subject("API", "acceptQuote"), "valid-input")


def coded(*codes: str) -> object:
    errors = [{"message": "no", "extensions": {"errorCode": code}} for code in codes]
    return {"data": {"acceptQuote": None}, "errors": errors}


def test_an_answer_counts_as_a_case_and_its_codes_are_observed(result: ProbeResult) -> None:
    result.count("1", observe("acceptQuote", {"data": {"acceptQuote": {"accountNumber": "A-1"}}}))
    result.count("2", observe("acceptQuote", REFUSED))
    event = result.event()
    assert (event["state"], event["cases"], event["succeeded"]) == ("done", 2, 1)
    assert event["errors_observed"] == {"KT-X": 1}


def test_a_request_without_an_answer_blocks_the_probe(result: ProbeResult) -> None:
    seen = observe("acceptQuote", REFUSED)
    lost = Exchange(seen.case, Request("POST", "http://127.0.0.1/", {}, b""), None, "ReadTimeout")
    result.count("1", replace(seen, exchange=lost))
    event = result.event()
    assert event["state"] == "blocked"
    assert event["reason"] == "1 of the requests got no answer: ReadTimeout"


@pytest.mark.parametrize(
    ("credentials", "code", "state"),
    [
        (Credentials.PEER, "KT-CT-1124", "blocked"),
        (Credentials.PEER, "KT-CT-1143", "blocked"),
        (Credentials.PEER, "KT-CT-1111", "done"),
        (Credentials.EXPIRED, "KT-CT-1124", "done"),
    ],
)
def test_a_token_of_another_customer_that_has_ended_blocks_the_probe(
    result: ProbeResult, credentials: Credentials, code: str, state: str
) -> None:
    seen = observe("acceptQuote", coded(code))
    case = replace(seen.case, credentials=credentials)
    result.count("1", replace(seen, exchange=replace(seen.exchange, case=case)))
    event = result.event()
    assert event["state"] == state
    assert (f"not accepted ({code})" in str(event["reason"])) == (state == "blocked")


def test_an_interruption_is_not_changed_by_what_is_missing(result: ProbeResult) -> None:
    result.unanswered = 1
    result.interrupt("stopped")
    assert (result.event()["state"], result.event()["reason"]) == ("interrupted", "stopped")


def test_a_code_that_was_to_be_raised_is_provoked_or_not_raised(result: ProbeResult) -> None:
    for number in range(MOST_REQUESTS + 2):
        seen = observe("acceptQuote", coded("KT-RAISED"))
        for code in ("KT-RAISED", "KT-MISSED"):
            case = replace(seen.case, provokes=code, expectation=Expectation.ANY)
            result.count(f"{code} {number}", replace(seen, exchange=replace(seen.exchange, case=case)))
    event = result.event()
    assert event["provoked"] == ["KT-RAISED"]
    assert [tried["case"] for tried in event["not_raised"]["KT-MISSED"]] == [
        f"KT-MISSED {number}" for number in range(MOST_REQUESTS)
    ]
    assert event["not_raised"].keys() == {"KT-MISSED"}


def test_codes_of_any_length_and_number_take_bounded_room(result: ProbeResult) -> None:
    for number in range(MOST_CODES + 5):
        result.count(str(number), observe("acceptQuote", coded(f"{number:04}" + "x" * 10_000)))
    observed = result.event()["errors_observed"]
    assert len(observed) == MOST_CODES + 1
    assert observed[OTHER_CODES] == 5
    assert max(map(len, observed)) == LONGEST_CODE + 1


def test_a_judgement_that_met_a_limit_is_taken_back(result: ProbeResult) -> None:
    for violations in ((BROKEN,), (), ()):
        result.record(CheckResult("input.accepted", violations))
    result.set_aside("input.accepted", LimitMet("depth", "too deep"), 1)
    event = result.event()
    assert event["requirements"] == {"input.accepted": {"judged": 2, "failed": 0}}
    assert event["limits"] == [{"kind": "depth", "words": "too deep", "cases": 1}]


def test_what_passed_of_a_family_is_withdrawn_and_what_failed_stays(result: ProbeResult) -> None:
    for requirement in ("auth.a", "auth.b", "shape.c"):
        result.record(CheckResult(requirement, ()))
    result.record(CheckResult("auth.b", (BROKEN,)))
    result.withdraw_passed("auth.")
    assert result.event()["requirements"] == {
        "auth.b": {"judged": 1, "failed": 1},
        "shape.c": {"judged": 1, "failed": 0},
    }


def test_an_audit_that_failed_once_has_failed(result: ProbeResult) -> None:
    result.held_to = "2026-09"
    for requirement, violations in (("one", (BROKEN,)), ("one", ()), ("two", ())):
        result.record_audit("2026-09", CheckResult(requirement, violations))
    assert result.event()["http_profiles"] == {"2026-09": {"held": True, "passed": 1, "failed": ["one"]}}


def test_steps_that_were_not_made_stand_with_the_most_cases_first(result: ProbeResult) -> None:
    result.note([UnmetStep("a", "never sent")])
    result.not_reached[UnmetStep("b", "refused")] += 2
    assert [(step["step"], step["cases"]) for step in result.event()["not_reached"]] == [("b", 2), ("a", 0)]
    assert result.settled == 2


def test_the_digest_of_the_cases_does_not_depend_on_their_order(result: ProbeResult) -> None:
    other = ProbeResult(result.subject, result.probe)
    seen = observe("acceptQuote", REFUSED)
    for key, turned in zip("123", "312", strict=True):
        result.count(key, seen)
        other.count(turned, seen)
    assert result.event()["cases_sha256"] == other.event()["cases_sha256"]
