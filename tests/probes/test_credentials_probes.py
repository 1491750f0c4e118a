from __future__ import annotations

import pytest

from kraken_conformance.model.case import Credentials, Expectation
from kraken_conformance.model.cases import Blocked, Cases
from tests.probes.listing import FIELDS_UNKNOWN, everything, fixed, given, view

NEEDS_ONE = "updateAccountBillingEmail"
NEEDS_NONE = "shareGoodsQuote"


def test_without_a_token_the_simplest_input_comes_before_every_other() -> None:
    first, *others = fixed("no-token", NEEDS_ONE)
    assert first.label == "the simplest input"
    assert [case.label for case in others] == [
        "the fullest input",
        "an account that does not exist",
        "an e-mail address without @",
        "an e-mail address with nothing after @",
    ]
    assert [case.before for case in others] == [(first,)] * len(others)


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


def test_each_kind_of_bad_credentials_is_sent_with_two_inputs() -> None:
    assert [(case.credentials, case.label) for case in fixed("bad-token", NEEDS_ONE)] == [
        (Credentials.MALFORMED, "a header that is no token, the simplest input"),
        (Credentials.MALFORMED, "a header that is no token, the fullest input"),
        (Credentials.EXPIRED, "an expired token, the simplest input"),
        (Credentials.EXPIRED, "an expired token, the fullest input"),
        (Credentials.FOREIGN, "a token that somebody else signed, the simplest input"),
        (Credentials.FOREIGN, "a token that somebody else signed, the fullest input"),
    ]


@pytest.mark.parametrize("probe", ["no-token", "bad-token"])
def test_credentials_are_tried_without_a_token_of_our_own(probe: str) -> None:
    assert isinstance(given(probe, NEEDS_ONE, view(token=False)), Cases)


@pytest.mark.parametrize("probe", ["no-token", "bad-token"])
def test_without_a_schema_what_nobody_documents_is_blocked(probe: str) -> None:
    expected = Blocked(FIELDS_UNKNOWN.format("RequestQuoteInput"))
    assert given(probe, "requestQuote", view(schema=False)) == expected
