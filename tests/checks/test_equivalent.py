from __future__ import annotations

from typing import Any

import pytest

from kraken_conformance.model.case import Case
from kraken_conformance.model.violation import Violation
from kraken_conformance.operations.rewriting import Rewriting
from tests.checks.answering import (
    INVALID_REQUEST,
    answered,
    applies,
    refusal,
    request,
    unanswered,
    violations,
)

NAME = "resumeControl"
CHECKS = {
    "equivalent.literal": Rewriting.LITERALS,
    "equivalent.alias": Rewriting.ALIAS,
    "equivalent.fragment": Rewriting.FRAGMENT,
    "equivalent.key-order": Rewriting.KEY_ORDER,
}
DONE = {"data": {NAME: {"possibleErrors": None, "krakenflexDevice": {"status": "on"}}}}
REFUSED = refusal(NAME, "KT-CT-4301")
GATEWAY = {"errors": [{"message": "No.", "extensions": {"errorCode": "KT-CT-1199"}}]}


def rewritten(how: Rewriting) -> Case:
    original = request(NAME)
    return request(NAME, label=how, before=(original, original))


@pytest.mark.parametrize(("requirement", "how"), CHECKS.items())
def test_the_same_outcome_is_right(requirement: str, how: Rewriting) -> None:
    assert violations(requirement, answered(rewritten(how), DONE, before=(DONE, DONE))) == []


@pytest.mark.parametrize(("requirement", "how"), CHECKS.items())
@pytest.mark.parametrize(
    ("original", "body", "expected", "actual"),
    [
        (DONE, REFUSED, "no refusal", "KT-CT-4301"),
        (REFUSED, DONE, "KT-CT-4301", "no refusal"),
        (REFUSED, refusal(NAME, "KT-CT-4359"), "KT-CT-4301", "KT-CT-4359"),
        (DONE, INVALID_REQUEST, "no refusal", "errors without a code, before execution"),
        (REFUSED, {**INVALID_REQUEST, "data": None}, "KT-CT-4301", "errors without a code, before execution"),
        (
            DONE,
            {**DONE, "errors": [{"message": "?", "extensions": {"errorCode": "KT-CT-4301"}}]},
            "no refusal",
            "no refusal, with KT-CT-4301",
        ),
    ],
)
def test_another_outcome_is_a_violation(
    requirement: str, how: Rewriting, original: Any, body: Any, expected: str, actual: str
) -> None:
    seen = answered(rewritten(how), body, before=(original, original))
    assert violations(requirement, seen) == [Violation((), f"{expected}, as without {how}", actual)]


@pytest.mark.parametrize(("requirement", "how"), CHECKS.items())
@pytest.mark.parametrize(
    ("before", "body"),
    [
        ((DONE, REFUSED), REFUSED),
        ((INVALID_REQUEST, INVALID_REQUEST), DONE),
        ((GATEWAY, GATEWAY), DONE),
        ((DONE, DONE), GATEWAY),
        (("not JSON", "not JSON"), DONE),
        ((DONE, DONE), "not JSON"),
    ],
)
def test_nothing_is_compared_where_the_outcome_depends_on_the_moment_or_nothing_was_executed(
    requirement: str, how: Rewriting, before: tuple[Any, Any], body: Any
) -> None:
    assert not applies(requirement, answered(rewritten(how), body, before=before))


@pytest.mark.parametrize(("requirement", "how"), CHECKS.items())
def test_a_dry_run_both_times_shows_that_both_mean_the_same(requirement: str, how: Rewriting) -> None:
    listed = {"data": {NAME: {"possibleErrors": [{"code": "KT-CT-4301"}], "krakenflexDevice": None}}}
    assert violations(requirement, answered(rewritten(how), listed, before=(listed, listed))) == []
    assert len(violations(requirement, answered(rewritten(how), REFUSED, before=(listed, listed)))) == 1


@pytest.mark.parametrize(("requirement", "how"), CHECKS.items())
@pytest.mark.parametrize("body", [refusal(NAME, "KT-CT-1112"), REFUSED, {"data": {NAME: None}}])
def test_a_refusal_both_times_shows_nothing_and_a_difference_does(
    requirement: str, how: Rewriting, body: Any
) -> None:
    assert not applies(requirement, answered(rewritten(how), body, before=(body, body)))
    assert len(violations(requirement, answered(rewritten(how), INVALID_REQUEST, before=(body, body)))) == 1


@pytest.mark.parametrize(("requirement", "how"), CHECKS.items())
def test_each_way_of_writing_is_judged_by_its_own_check_alone(requirement: str, how: Rewriting) -> None:
    seen = answered(rewritten(how), DONE, before=(DONE, DONE))
    assert [other for other in CHECKS if applies(other, seen)] == [requirement]


@pytest.mark.parametrize(("requirement", "how"), CHECKS.items())
def test_a_server_error_and_no_response_show_nothing(requirement: str, how: Rewriting) -> None:
    assert not applies(requirement, answered(rewritten(how), DONE, 500, before=(DONE, DONE)))
    assert not applies(requirement, unanswered(rewritten(how)))
    assert not applies(requirement, answered(request(NAME, label=how), DONE))
