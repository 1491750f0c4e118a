"""Failures wait for what all probes of a subject show of who answered: some are about the target, some are not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Credentials, Expectation
from kraken_conformance.model.subject import Subject
from kraken_conformance.model.violation import Violation
from kraken_conformance.runner.findings.failure_grouping import Failures
from kraken_conformance.runner.findings.probe_result import ProbeResult
from kraken_conformance.runner.findings.run_checks import CheckResult
from kraken_conformance.runner.findings.undecided import Undecided, decide
from tests.checks.answering import answered, refusal, request, target

NAME = "updateUser"
SUBJECT = Subject("API", NAME)
SUCCESS = {"data": {NAME: {"viewer": None}}}
PAGE = "<html>Not allowed</html>"
WRONG = Violation(("data",), "expected", "actual")


def seen(body: Any, status: int = 200, **case: Any) -> Observation:
    return answered(request(NAME, **{"expectation": Expectation.ACCEPTED, **case}), body, status)


def decided(
    requirement: str, *answers: Observation, beside: Sequence[Observation] = ()
) -> tuple[int, dict[str, Any]]:
    """Return how many failures are left of a requirement that all answers violate, and what the probe says of it."""
    tally, failures = ProbeResult(SUBJECT, "valid-input"), Failures()
    result = CheckResult(requirement, (WRONG,))
    for number, observation in enumerate((*answers, *beside)):
        tally.count(str(number), observation)
    undecided = []
    for observation in answers:
        tally.record(result)
        undecided.append(Undecided(tally, observation.exchange, target(), result, fixed=True, refusal=None))
    decide(undecided, [tally], failures, {})
    return sum(failure.seen for failure in failures), tally.event()["requirements"].get(requirement, {})


def test_what_the_target_answered_is_its_failure() -> None:
    assert decided("shape.payload", seen(SUCCESS), seen(SUCCESS)) == (2, {"judged": 2, "failed": 2})


def test_what_a_firewall_answers_to_everything_is_taken_back() -> None:
    left, counts = decided("http.json", *[seen(PAGE, 403)] * 3)
    assert (left, counts) == (0, {})


def test_a_failure_of_the_server_itself_stays_beside_answers_of_the_mutation() -> None:
    left, _ = decided("http.no-server-error", seen("Internal Server Error", 500), beside=[seen(SUCCESS)] * 3)
    assert left == 1


BAD = {"credentials": Credentials.MALFORMED, "expectation": Expectation.REFUSED}
REFUSED = refusal(NAME, "KT-CT-1112")


REJECTED = refusal(NAME, "KT-CT-4122")
"""A refusal that is not about credentials."""


@pytest.mark.parametrize(
    ("own", "bad", "left"),
    [(SUCCESS, REFUSED, 1), (REJECTED, REFUSED, 1), (REFUSED, REFUSED, 0), (REJECTED, REJECTED, 0)],
)
def test_a_refusal_of_a_bad_token_shows_nothing_where_the_good_one_gets_it_too(
    own: Any, bad: Any, left: int
) -> None:
    assert decided("auth.no-token-code", seen(bad, **BAD), beside=[seen(own)])[0] == left


def test_it_shows_what_is_not_about_credentials_all_the_same() -> None:
    assert decided("error.path", seen(REJECTED, **BAD), beside=[seen(REJECTED)])[0] == 1


@pytest.mark.parametrize(("without", "passed"), [(REJECTED, 0), (REFUSED, 1)])
def test_what_passed_is_taken_back_where_everybody_is_refused_alike(without: Any, passed: int) -> None:
    tally = ProbeResult(SUBJECT, "no-token")
    tally.count("own", seen(REJECTED))
    tally.count("none", seen(without, credentials=Credentials.NONE, expectation=Expectation.REFUSED))
    tally.record(CheckResult("auth.no-token-refused", ()))
    tally.record(CheckResult("error.path", ()))
    decide([], [tally], Failures(), {})
    assert (tally.judged["auth.no-token-refused"], tally.judged["error.path"]) == (passed, 1)
