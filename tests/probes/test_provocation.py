from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from graphql import build_schema

from kraken_conformance.model.case import Case, Credentials, Due, Expectation, Operation
from kraken_conformance.model.cases import Blocked, Cases
from kraken_conformance.probes._shared.provocation_input import with_change, with_nulls
from kraken_conformance.spec import Change
from kraken_conformance.strategies import Pools
from kraken_conformance.target.view import TargetView
from tests.probes.listing import (
    NO_TOKEN,
    all_fixed,
    everything,
    fixed,
    given,
    own_schema,
    shipped,
    view,
)

PROBE = "provocation"


def case_for(mutation: str, label: str) -> Case:
    (case,) = [case for case in fixed(PROBE, mutation) if case.label == label]
    return case


def test_a_case_provokes_a_code_that_its_mutation_declares() -> None:
    for mutation, cases in everything(PROBE):
        for case in cases.fixed if isinstance(cases, Cases) else ():
            assert case.provokes in mutation.errors or case.due is None or case.due.absent
            assert case.due is None or set(case.due.codes) <= set(mutation.errors)
            assert case.expectation is Expectation.ANY


def test_many_codes_find_an_input_that_fits() -> None:
    """With the contract alone, and more with a schema that knows every field."""
    with_schema = {case.provokes for case in all_fixed(PROBE)}
    without = {case.provokes for case in all_fixed(PROBE, schema=False)}
    assert len(without) >= 60
    assert len(with_schema) >= 95
    assert without < with_schema


@pytest.mark.parametrize(
    ("mutation", "label", "path", "value"),
    [
        (
            "updateAccountBillingEmail",
            "KT-CT-4122: an e-mail address without @",
            ("input", "billingEmail"),
            "nobody.example.com",
        ),
        ("createAccountPaymentSchedule", "KT-CT-3960: payment day 32", ("input", "paymentDay"), 32),
        ("verifyIdentity", "KT-CT-1145: an unknown name", ("input", "fullName"), "No Such Person"),
        ("submitRepaymentRequest", "KT-CT-3927: an amount of zero", ("input", "amountInMinorUnit"), 0),
        (
            "updateAccountConsents",
            "KT-CT-9018 or KT-CT-1111: an account that does not exist",
            ("accountNumber",),
            "A-00000000",
        ),
        ("acceptQuote", "KT-FR-4611: terms that are declined", ("input", "declinesTerms"), True),
        (
            "scheduleQuoteFollowUp",
            "KT-CT-4632: a recipient without @ in the address",
            ("input", "recipient", "email"),
            "nobody.example.com",
        ),
    ],
)
def test_a_value_is_put_where_it_belongs(
    mutation: str, label: str, path: tuple[str, ...], value: object
) -> None:
    found: Any = case_for(mutation, label).variables
    for part in path:
        found = found[part]
    assert found == value


def test_null_is_sent_for_what_has_to_be_there() -> None:
    """It is no value, as a field that is left out has none. Where null may not stand, the field stays out."""
    label = "KT-CT-3821: no ledger number, and nothing else, with null"
    found = [case for case in fixed(PROBE, "collectPayment") if "and nothing else" in case.label]
    (case,) = (case for case in found if case.provokes == "KT-CT-3821")
    assert case.label in {label, label.replace("no ledger number", "neither ledger ID nor number")}
    assert case.variables["input"]["ledgerNumber"] is None


def test_null_stands_for_what_is_left_out_where_it_may() -> None:
    change = Change(removes=("phone",))
    assert with_nulls(change, OPERATION, VARIABLES, SCHEMA) == with_input(phone=None)
    assert with_nulls(Change(removes=("amount",)), OPERATION, VARIABLES, SCHEMA) == VARIABLES
    default = Change(removes=("size",))
    schema = build_schema("type Query { a: Int } input In { size: Int! = 1 email: String }")
    assert with_nulls(default, OPERATION, {"input": {}}, schema) == {"input": {}}
    assert "phone" not in VARIABLES["input"]


def test_the_second_bad_value_stands_beside_other_choices() -> None:
    """Some servers look at a value for the first choice alone. The two ends are compared with the valid input."""
    label = "KT-CT-9605: a negative amount, with other choices"
    case = case_for("createContributionAgreement", label)
    assert case.due is not None
    assert case.due.stated
    assert case.variables["input"]["interval"] == "QUARTERLY"
    others = [one for one in fixed(PROBE, "createContributionAgreement") if one.provokes == "KT-CT-9605"]
    intervals = {one.variables["input"]["interval"] for one in others if one.variables and one.label != label}
    assert intervals == {"MONTHLY"}


def test_a_value_that_may_be_left_out_keeps_its_choices() -> None:
    """There may be no such value for another choice: the power of a supply point of gas."""
    for case in fixed(PROBE, "requestQuote"):
        if case.provokes == "KT-FR-4635" and "input" in case.variables:
            assert case.variables["input"]["supplyPoints"][0]["marketName"] == "FRA_ELECTRICITY"


def test_a_blank_text_is_judged_where_the_field_is_required() -> None:
    """In an optional field it may take the value away, unless the message says that there has to be one."""
    label = "KT-CT-4122: an empty e-mail address"
    required, optional = (
        case_for(name, label).due for name in ("shareGoodsQuote", "updateAccountBillingEmail")
    )
    assert required is not None
    assert required.stated
    assert not required.guess
    assert optional is not None
    assert optional.guess
    assert not optional.stated


def test_no_message_says_which_code_a_quoted_product_that_there_is_not_raises() -> None:
    """KT-CT-4619 speaks of a quote, KT-CT-4624 and KT-CT-4626 of a product."""
    due = case_for("initiateProductSwitch", "KT-CT-4619: an unknown quoted product").due
    assert due is not None
    assert not due.stated
    quote = case_for("scheduleQuoteFollowUp", "KT-CT-4619: an unknown quote").due
    assert quote is not None
    assert quote.stated


@pytest.mark.parametrize(
    ("label", "until"),
    [
        ("KT-FR-4713: a reading of next week", "2026-03-06"),
        ("KT-FR-4713: a reading of the day after tomorrow", "2026-03-01"),
        ("KT-FR-4713: a reading of the year 2999", None),
        ("KT-FR-4712: a negative reading", None),
    ],
)
def test_a_day_in_the_future_is_so_until_it_has_nearly_come(label: str, until: str | None) -> None:
    """A run that is continued tomorrow sends the dates of today."""
    cases = fixed(PROBE, "selfReading", replace(view("API"), today=date(2026, 3, 1)))
    (due,) = [case.due for case in cases if case.label == label]
    assert due is not None
    assert due.until == until


def test_the_same_consent_is_given_twice() -> None:
    consents = case_for("updateAccountConsents", "KT-CT-9014: the same consent twice").variables["consents"]
    assert len(consents) == 2
    assert consents[0] == consents[1]


def in_between(pools: Pools) -> tuple[str, Case]:
    """The consent that stands between two equal ones, and the case."""
    target = TargetView(shipped(), shipped().servers["API"], own_schema("API"), True, pools=pools)
    cases = given(PROBE, "updateAccountConsents", target)
    assert isinstance(cases, Cases)
    (case,) = [
        case
        for case in cases.fixed
        if case.due and case.due.condition.endswith("with another one in between")
    ]
    first, between, last = case.variables["consents"]
    assert first == last
    return between["code"], case


@pytest.mark.parametrize("key", ["code", "consents.code"])
def test_what_stands_between_two_equal_items_is_a_value_that_the_target_knows(key: str) -> None:
    between, case = in_between(Pools({"input.code": ["CLAIM-1"], key: ["MARKETING", "PROFILING"]}))
    assert between in {"MARKETING", "PROFILING"}
    assert case.due is not None
    assert case.due.codes == ("KT-CT-9014",)


@pytest.mark.parametrize("pools", [Pools(), Pools({"code": ["MARKETING"]})])
def test_a_made_up_value_between_two_equal_items_may_be_refused_as_unknown(pools: Pools) -> None:
    _, case = in_between(pools)
    assert case.due is not None
    assert case.due.codes == ("KT-CT-9014", "KT-CT-9017")
    assert case.due.stated


def test_a_missing_header_is_provoked_by_leaving_it_out() -> None:
    case = case_for("updateAccountBillingEmail", "KT-CT-1112: no Authorization header")
    assert case.credentials is Credentials.NONE


def test_without_a_token_only_its_absence_can_be_provoked() -> None:
    for mutation, cases in everything(PROBE, token=False):
        if mutation.needs_token and isinstance(cases, Cases):
            assert {case.provokes for case in cases.fixed} == {"KT-CT-1112"}
    assert given(PROBE, "updatePassword", view(token=False)) is None


def test_a_mutation_of_which_only_values_are_refused_is_blocked_without_a_token() -> None:
    blocked = [
        mutation.name for mutation, cases in everything(PROBE, token=False) if cases == Blocked(NO_TOKEN)
    ]
    assert all(shipped().mutations[name].authorization == "stated" for name in blocked)


SCHEMA = build_schema(
    """
    type Query { a: Int }
    input In { email: String! phone: Int amount: Int! agree: Boolean items: [Item] inner: Inner day: Date }
    input Inner { email: String code: ID }
    input Item { code: String! }
    scalar Date
    """
)
OPERATION = Operation("M", "", "m", {"input": "In!", "code": "String"})
VARIABLES: dict[str, Any] = {
    "input": {"email": "a@b.fr", "amount": 1, "items": [{"code": "x"}], "inner": {"code": "1"}},
    "code": "c",
}


def with_input(**changes: Any) -> dict[str, Any]:
    return {**VARIABLES, "input": {**VARIABLES["input"], **changes}}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"sets": {"*MAIL": "x"}}, with_input(email="x")),
        ({"sets": {"code": "x"}}, {**VARIABLES, "code": "x"}),
        ({"sets": {"phone": "12"}}, None),
        ({"sets": {"email": 12}}, None),
        ({"sets": {"amount": False}}, None),
        ({"sets": {"day": "x"}}, with_input(day="x")),
        ({"sets": {"agree": False}}, with_input(agree=False)),
        ({"sets": {"nowhere|email": "x"}}, with_input(email="x")),
        ({"sets": {"day": "$today+3"}}, with_input(day="2026-03-04")),
        ({"sets": {"email": None}}, with_input(email="known")),
        ({"sets": {"items": []}}, with_input(items=[])),
        ({"sets": {"email": "x", "code": "y"}}, with_input(inner={"email": "x", "code": "y"})),
        ({"sets": {"email": "x", "nowhere": "y"}}, None),
        ({"removes": ("email",)}, with_input(inner={"code": "1"})),
        ({"removes": ("amount",)}, None),
        ({"removes": ("code",)}, {"input": VARIABLES["input"]}),
        ({"repeats": "items"}, with_input(items=[{"code": "x"}, {"code": "x"}])),
        ({"repeats": "nowhere"}, None),
        ({"copies": {"code": "email"}}, None),
        ({"copies": {"day": "email"}}, with_input(day="a@b.fr")),
        ({}, None),
    ],
)
def test_a_change_is_made_in_the_first_object_that_has_all_of_it(
    change: dict[str, Any], expected: dict[str, Any] | None
) -> None:
    before = str(VARIABLES)
    day = date(2026, 3, 1)
    made = with_change(Change(**change), OPERATION, VARIABLES, SCHEMA, today=day, known="known")
    assert made == expected
    assert str(VARIABLES) == before


def test_what_does_not_exist_is_asked_for_with_an_idempotency_key_of_its_own() -> None:
    for name in ("collectPayment", "submitRepaymentRequest"):
        cases = [case for case in fixed(PROBE, name) if case.variables and not case.before]
        keys = [key for case in cases if (key := case.variables["input"].get("idempotencyKey"))]
        unknown = [case for case in cases if case.label.endswith("an account that does not exist")]
        assert unknown
        assert all(case.variables["input"]["idempotencyKey"] in case.fresh for case in unknown)
        assert len(keys) == len(set(keys)), "else a server that remembers refuses the second one for its key"


def test_what_a_code_allows_is_sent_as_well_and_provokes_nothing() -> None:
    allowed = [case for case in fixed(PROBE, "requestQuote") if case.about == "error.raised-only-when-due"]
    assert [case.label for case in allowed] == [
        "not KT-FR-4635: a power of 36 kVA",
        "not KT-FR-4635: a power of 1 kVA",
    ]
    for case, power in zip(allowed, (36, 1), strict=True):
        assert case.due == Due(("KT-FR-4635",), case.label.partition(": ")[2], stated=True, absent=True)
        assert case.provokes is None
        assert f"'subscribedMaxPower': {power}" in str(case.variables)


def test_the_last_bad_value_stands_beside_the_ids_that_may_be_left_out() -> None:
    """What they name need not exist: elsewhere they are left out."""
    name = "transferLoyaltyPointsBetweenUsers"
    of_points = [case for case in fixed(PROBE, name) if case.provokes == "KT-CT-9204" and case.variables]
    beside = [case for case in of_points if "sendingUserId" in case.variables["input"]]
    assert [(case.label, case.variables["input"]["points"]) for case in beside] == [
        ("KT-CT-9204: a negative number of many points, beside all ids", -100_000)
    ]


def test_where_no_id_is_left_out_no_value_is_sent_again() -> None:
    labels = [case.label for case in fixed(PROBE, "updateAccountBillingEmail")]
    assert [label for label in labels if "beside all ids" in label] == []
