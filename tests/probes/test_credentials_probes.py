from __future__ import annotations

from dataclasses import replace

import pytest

from kraken_conformance.model.case import Credentials, Expectation
from kraken_conformance.model.cases import Blocked, Cases
from tests.probes.listing import FIELDS_UNKNOWN, all_fixed, everything, fixed, given, view, what_is_wrong

NEEDS_ONE = "updateAccountBillingEmail"
NEEDS_NONE = "shareGoodsQuote"


def test_without_a_token_input_without_a_fault_comes_before_every_other() -> None:
    first, *others = fixed("no-token", NEEDS_ONE)
    assert first.label == "a plain value in every field"
    assert [case.label for case in others if case.before] == [
        "the simplest input",
        "an account that does not exist",
        "an e-mail address without @",
    ]
    assert all(case.before in ((first,), ()) for case in others)


def test_without_a_token_the_input_that_is_judged_alone_meets_no_condition_of_an_error() -> None:
    """Where no ledger is named, KT-CT-3821 is as good an answer as that there is no token."""
    for mutation, name in {"collectPayment": "ledgerNumber", "createGoodsQuote": "productsToQuote"}.items():
        alone = [case for case in fixed("no-token", mutation) if not case.before and case.variables]
        assert alone
        assert all(case.variables["input"].get(name) for case in alone)


def test_without_a_token_the_mutation_is_hidden_in_six_documents_that_are_valid() -> None:
    first, *others = fixed("no-token", NEEDS_ONE)
    hidden = [case for case in others if case.operation != first.operation]
    assert [case.label for case in hidden] == [
        "the mutation three times as later root fields, under aliases",
        "the mutation in an inline fragment, in an operation without a name",
        "the mutation after a comment and a query, and Accept: application/json",
        "an operation named IntrospectionQuery",
        "the mutation in a fragment in a fragment",
        "the mutation after one that needs no token",
    ]
    assert {case.expectation for case in hidden} == {Expectation.REFUSED}
    assert [what_is_wrong(case) for case in hidden if "query" not in case.label] == [[]] * 5


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


def test_each_kind_of_bad_credentials_is_sent_with_plain_input_and_one_with_the_simplest() -> None:
    cases = fixed("bad-token", NEEDS_ONE)
    assert [(case.credentials, case.label) for case in cases][:3] == [
        (Credentials.MALFORMED, "a header that is no token, the fullest input"),
        (Credentials.EXPIRED, "an expired token, the fullest input"),
        (Credentials.FOREIGN, "a token that somebody else signed, the fullest input"),
    ]
    simple = [case for case in cases if len(case.variables["input"]) < len(cases[0].variables["input"])]
    assert [case.credentials in SCHEMES for case in simple] == [True]


ALTERED = {
    *(Credentials.STRIPPED, Credentials.RESIGNED, Credentials.RESIGNED_EMPTY, Credentials.CHANGED),
    *(Credentials.TAIL, Credentials.CUT),
}
WITH_MORE = {Credentials.LONGER, Credentials.FOURTH_PART}
SCHEMES = {Credentials.DIGEST, Credentials.TOKEN_SCHEME}
SPELLINGS = {
    *(Credentials.UNSIGNED_TITLE, Credentials.UNSIGNED_UPPER),
    *(Credentials.UNSIGNED_MIXED, Credentials.UNSIGNED_SIGNED),
}
IN_TURNS = (WITH_MORE, SCHEMES, SPELLINGS)
OWN_EXPIRED = {Credentials.OWN_EXPIRED, Credentials.OWN_EXPIRED_JWT, Credentials.OWN_EXPIRED_BEARER}
NOT_BAD = {Credentials.TOKEN, Credentials.NONE, Credentials.PEER, *OWN_EXPIRED}


def test_every_other_form_is_sent_once_where_a_token_is_needed_and_there() -> None:
    forms = set(Credentials) - NOT_BAD - set().union(*IN_TURNS)
    sent = [case.credentials for case in fixed("bad-token", NEEDS_ONE)]
    assert len(sent) == len(set(sent))
    assert forms == set(sent) - set().union(*IN_TURNS)
    assert [len(set(sent) & each) for each in IN_TURNS] == [1, 1, 1]
    without = {case.credentials for case in fixed("bad-token", NEEDS_ONE, view(token=False))}
    assert without == set(sent) - ALTERED - WITH_MORE
    assert len(fixed("bad-token", NEEDS_NONE)) == 3


def test_other_schemes_and_spellings_are_sent_in_turns() -> None:
    sent = {case.credentials for case in all_fixed("bad-token")}
    assert sent == set(Credentials) - NOT_BAD


def test_an_expired_token_of_the_target_is_sent_where_the_user_gave_one() -> None:
    target = replace(view(), has_expired_token=True)
    sent = {
        name: {case.credentials for case in fixed("bad-token", name, target)} & OWN_EXPIRED
        for name, mutation in target.contract.mutations.items()
        if mutation.needs_token
    }
    assert {len(each) for each in sent.values()} == {1}
    assert set().union(*sent.values()) == OWN_EXPIRED


@pytest.mark.parametrize("probe", ["no-token", "bad-token"])
def test_credentials_are_tried_without_a_token_of_our_own(probe: str) -> None:
    assert isinstance(given(probe, NEEDS_ONE, view(token=False)), Cases)


@pytest.mark.parametrize("probe", ["no-token", "bad-token"])
def test_without_a_schema_what_nobody_documents_is_blocked(probe: str) -> None:
    expected = Blocked(FIELDS_UNKNOWN.format("RequestQuoteInput"))
    assert given(probe, "requestQuote", view(schema=False)) == expected
