"""The check of `error.raised-when-due`: what counts, and what an answer is blamed for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Due
from kraken_conformance.spec import Level
from tests.checks.answering import answered, applies, refusal, request, violations

ID = "error.raised-when-due"
MUTATION = "transferLoyaltyPointsBetweenUsers"
ZERO = Due(("KT-CT-9204",), "zero points", stated=True)
DONE = {"data": {MUTATION: {"pointsTransferred": 1}}}


def seen(body: Any, due: Due = ZERO, before: Any = DONE, status: int = 200) -> Observation:
    case = replace(request(MUTATION), due=due)
    return answered(replace(case, before=(request(MUTATION),)), body, status, before=(before,))


def test_the_code_that_is_due_is_what_was_promised() -> None:
    assert violations(ID, seen(refusal(MUTATION, "KT-CT-9204"))) == []


def test_a_stated_condition_that_is_accepted_fails() -> None:
    (violation,) = violations(ID, seen(DONE))
    assert violation.level is None
    assert violation.expected == "KT-CT-9204, because of zero points"


def test_an_inferred_condition_that_is_accepted_weighs_less() -> None:
    (violation,) = violations(ID, seen(DONE, replace(ZERO, stated=False)))
    assert violation.level is Level.SHOULD


def test_any_of_the_codes_of_a_condition_will_do() -> None:
    assert violations(ID, seen(refusal(MUTATION, "KT-CT-1111"), Due(("KT-CT-9204", "KT-CT-1111"), "x"))) == []


def test_the_code_of_another_condition_is_a_warning() -> None:
    (violation,) = violations(ID, seen(refusal(MUTATION, "KT-CT-9205")))
    assert (violation.actual, violation.level) == ("KT-CT-9205", Level.SHOULD)


def test_the_code_of_what_no_input_provokes_is_a_warning_unless_it_is_vague() -> None:
    """A negative balance, for which no trigger is known, and an exception, which may come for any input."""
    (violation,) = violations(ID, seen(refusal(MUTATION, "KT-CT-9209")))
    assert (violation.actual, violation.level) == ("KT-CT-9209", Level.SHOULD)
    assert not applies(ID, seen(refusal(MUTATION, "KT-CT-9210")))


def test_a_code_for_everything_is_a_warning_where_another_value_raised_the_one_that_is_due() -> None:
    """An exception for negative points, where zero points were just refused as what they are."""
    case = replace(
        request(MUTATION), due=ZERO, before=(request(MUTATION), replace(request(MUTATION), due=ZERO))
    )
    exception, as_due = refusal(MUTATION, "KT-CT-9210"), refusal(MUTATION, "KT-CT-9204")
    (violation,) = violations(ID, answered(case, exception, before=(DONE, as_due)))
    assert (violation.actual, violation.level) == ("KT-CT-9210", Level.SHOULD)
    assert not applies(ID, answered(case, exception, before=(DONE, exception))), "the same for every value"
    assert not applies(ID, answered(case, exception, before=(as_due, as_due))), (
        "the valid input is refused as well"
    )


def test_what_does_not_count() -> None:
    other = refusal(MUTATION, "KT-CT-9205")
    assert not applies(ID, seen(other, replace(ZERO, stated=False))), "nobody says which code it has to be"
    assert not applies(ID, seen(other, before=other)), "the valid input is refused as well"
    assert not applies(ID, seen(refusal(MUTATION, "KT-CT-1199"))), "too many requests"
    assert not applies(ID, seen(DONE, status=500))
    assert not applies(ID, seen({"data": {MUTATION: None}})), "error.present speaks of that"
    assert not applies(ID, seen(DONE, replace(ZERO, after_steps=True)))
    assert not applies(ID, answered(request(MUTATION), DONE)), "nothing is due"
    assert not applies(ID, seen(DONE, Due(("KT-CT-9205",), "x", guess=True))), "the target may know better"
    assert not applies(ID, seen(DONE, replace(ZERO, until="2026-11-27"))), "what was the future is the past"
    steps = answered(
        replace(request(MUTATION), due=ZERO, before=(request("updateUser"),)), other, before=(DONE,)
    )
    assert not applies(ID, steps), "the valid input was not sent"
