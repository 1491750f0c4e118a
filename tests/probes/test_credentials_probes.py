from __future__ import annotations

from dataclasses import replace

import pytest

from kraken_conformance.model.case import Credentials, Expectation
from kraken_conformance.model.cases import Blocked, Cases
from tests.probes.listing import FIELDS_UNKNOWN, everything, fixed, given, view, what_is_wrong

NEEDS_ONE = "updateAccountBillingEmail"
NEEDS_NONE = "shareGoodsQuote"


def test_without_a_token_the_simplest_input_comes_before_every_other() -> None:
    first, *others = fixed("no-token", NEEDS_ONE)
    assert first.label == "the simplest input"
    assert [case.label for case in others if case.before] == [
        "the fullest input",
        "an account that does not exist",
        "an e-mail address without @",
    ]
    assert all(case.before in ((first,), ()) for case in others)


def test_without_a_token_the_mutation_is_hidden_in_seven_documents_that_are_valid() -> None:
    first, *others = fixed("no-token", NEEDS_ONE)
    hidden = [case for case in others if case.operation != first.operation]
    assert [case.label for case in hidden] == [
        "the mutation twice, under aliases",
        "the mutation as second root field",
        "the mutation in a fragment in a fragment",
        "the mutation in an inline fragment, in an operation without a name",
        "the mutation after a comment and a query",
        "an operation named IntrospectionQuery",
        "the mutation after one that needs no token",
    ]
    assert {case.expectation for case in hidden} == {Expectation.REFUSED}
    assert [what_is_wrong(case) for case in hidden if "query" not in case.label] == [[]] * 6


def test_without_a_token_each_value_of_each_enum_is_tried() -> None:
    cases = fixed("no-token", "initiateStandalonePayment")
    sent = [case.variables["input"] for case in cases if case.variables]
    assert {one.get("collectionMethod") for one in sent} >= {"CARD", "DIRECT_DEBIT"}
    assert {one.get("isTelephoneInitiated") for one in sent} >= {True, False}


def test_where_no_token_is_needed_nothing_is_compared() -> None:
    cases = fixed("no-token", NEEDS_NONE)
    assert [case.before for case in cases] == [(), ()]
    assert cases[0].label == "the simplest input"


@pytest.mark.parametrize("probe", ["no-token", "bad-token"])
def test_only_a_mutation_that_needs_a_token_has_to_refuse(probe: str) -> None:
    for mutation, cases in everything(probe):
        assert isinstance(cases, Cases)
        expected = Expectation.REFUSED if mutation.needs_token else Expectation.ANY
        assert {case.expectation for case in cases.fixed} == {expected}
        assert Credentials.TOKEN not in {case.credentials for case in cases.fixed}


def test_each_kind_of_bad_credentials_is_sent_and_a_malformed_token_with_two_inputs() -> None:
    assert [(case.credentials, case.label) for case in fixed("bad-token", NEEDS_ONE)][:4] == [
        (Credentials.MALFORMED, "a header that is no token, the simplest input"),
        (Credentials.MALFORMED, "a header that is no token, the fullest input"),
        (Credentials.EXPIRED, "an expired token, the fullest input"),
        (Credentials.FOREIGN, "a token that somebody else signed, the fullest input"),
    ]


ALTERED = {
    *(Credentials.STRIPPED, Credentials.RESIGNED, Credentials.CHANGED),
    *(Credentials.TAIL, Credentials.CUT, Credentials.LONGER),
}


def test_every_other_form_is_sent_once_where_a_token_is_needed_and_there() -> None:
    forms = set(Credentials) - {
        Credentials.TOKEN,
        Credentials.NONE,
        Credentials.PEER,
        Credentials.OWN_EXPIRED,
    }
    sent = [case.credentials for case in fixed("bad-token", NEEDS_ONE)[4:]]
    assert sorted(sent) == sorted(forms - {Credentials.MALFORMED, Credentials.EXPIRED, Credentials.FOREIGN})
    without = {case.credentials for case in fixed("bad-token", NEEDS_ONE, view(token=False))}
    assert without == forms - ALTERED
    assert len(fixed("bad-token", NEEDS_NONE)) == 3


def test_an_expired_token_of_the_target_is_sent_where_the_user_gave_one() -> None:
    target = replace(view(), has_expired_token=True)
    assert Credentials.OWN_EXPIRED in {case.credentials for case in fixed("bad-token", NEEDS_ONE, target)}


@pytest.mark.parametrize("probe", ["no-token", "bad-token"])
def test_credentials_are_tried_without_a_token_of_our_own(probe: str) -> None:
    assert isinstance(given(probe, NEEDS_ONE, view(token=False)), Cases)


@pytest.mark.parametrize("probe", ["no-token", "bad-token"])
def test_without_a_schema_what_nobody_documents_is_blocked(probe: str) -> None:
    expected = Blocked(FIELDS_UNKNOWN.format("RequestQuoteInput"))
    assert given(probe, "requestQuote", view(schema=False)) == expected
