from __future__ import annotations

import json

import pytest

from kraken_conformance.model.case import Case, Credentials, Expectation
from kraken_conformance.model.cases import Blocked, Cases
from kraken_conformance.operations.rewriting import Rewriting
from kraken_conformance.safety.effects import executes
from kraken_conformance.spec import Effect
from tests.headers import DRY_RUN_HEADER
from tests.probes.listing import FIELDS_UNKNOWN, everything, fixed, given, shipped, view

PROBE = "equivalent"
IDEMPOTENT = "updateAccountBillingEmail"
"""Needs a token."""
NOT_IDEMPOTENT = "createReferral"
"""Needs a token."""


def original(case: Case) -> Case:
    (first,) = set(map(id, case.before))
    assert first == id(case.before[0])
    return case.before[0]


def test_a_request_is_written_in_four_ways_after_the_original_and_once_after_it_twice() -> None:
    cases = fixed(PROBE, IDEMPOTENT)
    assert [len(case.before) for case in cases] == [2, 1, 1, 1]
    assert {case.label for case in cases} == set(Rewriting)
    assert len(cases) == 4
    assert {original(case).label for case in cases} == {"the original"}
    assert {original(case).key() for case in cases} == {original(cases[0]).key()}


def test_the_input_is_full_plain_text() -> None:
    for _, cases in everything(PROBE):
        for case in cases.fixed if isinstance(cases, Cases) else ():
            text = json.dumps(original(case).variables, ensure_ascii=False)
            assert text.isascii()
            assert len(text) <= 4000
    (case, *_) = fixed(PROBE, IDEMPOTENT)
    assert original(case).variables["input"].keys() == {"accountNumber", "billingEmail"}


def test_nothing_is_executed_twice_that_is_not_idempotent() -> None:
    for token in (True, False):
        for mutation, cases in everything(PROBE, token=token):
            idempotent = Effect.IDEMPOTENT in mutation.effects
            for case in cases.fixed if isinstance(cases, Cases) else ():
                anonymous = case.credentials is Credentials.NONE
                dry = DRY_RUN_HEADER in case.headers
                assert idempotent or dry or (anonymous and mutation.needs_token)
                assert (case.credentials, case.headers) == (
                    original(case).credentials,
                    original(case).headers,
                )


def test_an_idempotent_mutation_is_executed_where_the_token_allows_it() -> None:
    assert {case.credentials for case in fixed(PROBE, IDEMPOTENT)} == {Credentials.TOKEN}
    assert {case.credentials for case in fixed(PROBE, IDEMPOTENT, view(token=False))} == {Credentials.NONE}


def test_what_is_not_idempotent_is_asked_for_a_dry_run_where_that_is_honoured() -> None:
    cases = fixed(PROBE, NOT_IDEMPOTENT)
    assert {original(case).expectation for case in cases} == {Expectation.DRY}
    assert {(case.credentials, case.headers) for case in cases} == {(Credentials.TOKEN, (DRY_RUN_HEADER,))}
    assert not any(executes(original(case), shipped()) for case in cases)
    assert all(
        executes(case, shipped()) for case in cases
    )  # whether a rewritten one is a dry run is in question


@pytest.mark.parametrize(("dry", "token"), [(False, True), (None, True), (True, False)])
def test_it_is_asked_for_without_a_token_otherwise(dry: bool | None, token: bool) -> None:
    cases = fixed(PROBE, NOT_IDEMPOTENT, view(dry=dry, token=token))
    assert {(case.credentials, case.headers) for case in cases} == {(Credentials.NONE, ())}


def test_a_mutation_that_may_not_be_repeated_is_left_alone() -> None:
    assert given(PROBE, "shareGoodsQuote", view(dry=False)) is None
    assert {case.headers for case in fixed(PROBE, "shareGoodsQuote")} == {(DRY_RUN_HEADER,)}
    assert given(PROBE, "requestPasswordReset") is None


def test_keys_are_reversed_in_the_whole_body() -> None:
    (case,) = [case for case in fixed(PROBE, IDEMPOTENT) if case.label == Rewriting.KEY_ORDER]
    assert case.raw is not None
    sent = json.loads(case.raw.body)
    assert list(sent) == ["variables", "operationName", "query"]
    assert list(sent["variables"]["input"]) == list(reversed(case.variables["input"]))
    assert sent["variables"] == case.variables


def test_a_mutation_without_arguments_has_no_literals() -> None:
    assert Rewriting.LITERALS in {case.label for case in fixed(PROBE, IDEMPOTENT)}
    for mutation, cases in everything(PROBE):
        if isinstance(cases, Cases) and not mutation.arguments:
            assert Rewriting.LITERALS not in {case.label for case in cases.fixed}


def test_a_payload_whose_name_is_only_inferred_has_no_fragment() -> None:
    without = view(schema=False)
    name = "updateAccountReference"
    assert Rewriting.FRAGMENT not in {case.label for case in fixed(PROBE, name, without)}
    assert Rewriting.FRAGMENT in {case.label for case in fixed(PROBE, name)}
    assert Rewriting.FRAGMENT in {case.label for case in fixed(PROBE, IDEMPOTENT, without)}


def test_without_a_schema_what_nobody_documents_is_blocked() -> None:
    expected = Blocked(FIELDS_UNKNOWN.format("IndustryConsentDataPerSupplyPointInput"))
    assert given(PROBE, "updateIndustryConsentData", view(schema=False)) == expected
