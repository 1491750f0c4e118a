"""The check of `error.raised-only-when-due`: the code must not come, and any other error shows nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Due
from kraken_conformance.spec import Level
from tests.checks.answering import answered, applies, refusal, request, violations

ID = "error.raised-only-when-due"
MUTATION = "transferLoyaltyPointsBetweenUsers"
ONE = Due(("KT-CT-9204",), "a single point", stated=True, absent=True)
DONE = {"data": {MUTATION: {"pointsTransferred": 1}}}


def seen(body: Any, due: Due | None = ONE, about: str = ID, status: int = 200) -> Observation:
    return answered(replace(request(MUTATION), due=due, about=about), body, status)


def test_a_value_that_is_allowed_is_accepted() -> None:
    assert applies(ID, seen(DONE))
    assert violations(ID, seen(DONE)) == []


def test_a_value_that_the_message_allows_and_the_code_refuses_fails() -> None:
    (violation,) = violations(ID, seen(refusal(MUTATION, "KT-CT-9204")))
    assert violation.level is None
    assert (violation.expected, violation.actual) == (
        "not KT-CT-9204: a single point is allowed",
        "KT-CT-9204",
    )


def test_what_common_usage_alone_allows_weighs_less() -> None:
    (violation,) = violations(ID, seen(refusal(MUTATION, "KT-CT-9204"), replace(ONE, stated=False)))
    assert violation.level is Level.SHOULD


def test_what_does_not_count() -> None:
    assert not applies(ID, seen(refusal(MUTATION, "KT-CT-9205"))), "too few points, which is another matter"
    assert not applies(ID, seen(refusal(MUTATION, "KT-CT-9204"), about="")), "any other request"
    assert not applies(ID, seen(refusal(MUTATION, "KT-CT-9204"), due=None)), "nothing is said of the input"


CHECKOUT = "checkoutQuote"
CONSENT = {"acceptsTerms": True, "acceptsDataCollection": True}


@pytest.mark.parametrize(
    "given",
    [
        {"consentData": CONSENT},
        {"consentDataPerSupplyPointId": [{"supplyPointId": "1", "consent": CONSENT}]},
    ],
    ids=["the first", "the second"],
)
def test_input_that_has_what_a_code_says_is_missing(given: dict[str, Any]) -> None:
    case = request(CHECKOUT, variables={"input": {"activationProcessId": "77", **given}})
    (violation,) = violations(ID, answered(case, refusal(CHECKOUT, "KT-FR-4628")))
    assert (violation.level, violation.expected) == (None, "not KT-FR-4628: what it says is missing is there")
    assert applies(ID, answered(case, {"data": {CHECKOUT: {"__typename": "CheckoutQuote"}}}))
    assert not applies(ID, answered(case, refusal(CHECKOUT, "KT-FR-3910"))), "another refusal"


@pytest.mark.parametrize(
    "given",
    [{}, {"consentData": None}, {"consentData": {}}, {"consentDataPerSupplyPointId": []}],
    ids=["absent", "null", "empty", "no item"],
)
def test_input_that_lacks_it(given: dict[str, Any]) -> None:
    case = request(CHECKOUT, variables={"input": {"activationProcessId": "77", **given}})
    assert not applies(ID, answered(case, refusal(CHECKOUT, "KT-FR-4628")))


def test_the_other_check_leaves_it_alone() -> None:
    assert not applies("error.raised-when-due", seen(DONE))
    assert not applies("error.raised-when-due", seen(refusal(MUTATION, "KT-CT-9204")))
