"""What another customer is asked for, and what the answers show."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kraken_conformance.model.case import Case, Credentials, Expectation
from kraken_conformance.model.cases import Blocked, Cases
from kraken_conformance.probes.peer_access import STRANGE_LABEL
from kraken_conformance.safety.effects import executes, without_execution
from kraken_conformance.spec import Level, Role
from kraken_conformance.target.view import TargetView
from tests.checks.answering import answered, applies, refusal, violations
from tests.probes.listing import given, shipped, view

NAME = "peer-access"
ACCOUNT = "updateAccountBillingEmail"
RECORD = "endContributionAgreement"
CHECK = "auth.peer-access"


def with_peer() -> TargetView:
    return replace(view(), has_peer_token=True)


def cases(mutation: str) -> tuple[Case, ...]:
    found = given(NAME, mutation, with_peer())
    assert isinstance(found, Cases)
    return found.fixed


def test_the_owner_goes_first_with_the_same_request() -> None:
    (case, *_) = cases(ACCOUNT)
    (own,) = case.before
    assert (own.credentials, case.credentials) == (Credentials.TOKEN, Credentials.PEER)
    assert (own.operation, own.variables) == (case.operation, case.variables)
    assert case.expectation is Expectation.REFUSED


def test_of_a_flow_the_owner_goes_ahead_and_asks_for_what_does_not_exist() -> None:
    case = next(case for case in cases(RECORD) if case.before[-1].label == STRANGE_LABEL)
    *steps, strange = case.before
    assert steps
    assert {step.credentials for step in case.before} == {Credentials.TOKEN}
    assert (strange.mutation, strange.takes) == (RECORD, ())
    assert case.credentials is Credentials.PEER


def test_without_a_second_token_nothing_is_asked() -> None:
    assert given(NAME, ACCOUNT) is None


def test_a_mutation_for_everybody_is_left_alone() -> None:
    assert given(NAME, "shareGoodsQuote", with_peer()) is None


def test_it_counts_as_execution() -> None:
    (case, *_) = cases(ACCOUNT)
    assert executes(case, shipped())
    assert isinstance(without_execution(Cases(fixed=cases(ACCOUNT)), shipped(), "not allowed"), Blocked)


DONE = {"data": {ACCOUNT: {"possibleErrors": None, "account": {"number": "A-1"}}}}


def seen(body: Any, own: Any = DONE) -> Any:
    (case, *_) = cases(ACCOUNT)
    return answered(case, body, view=with_peer(), before=(own,))


def test_a_refusal_is_right_and_data_is_a_violation() -> None:
    assert violations(CHECK, seen(refusal(ACCOUNT, "KT-CT-1111"))) == []
    (found,) = violations(CHECK, seen(DONE))
    assert found.level in (None, Level.SHOULD)
    assert len(violations(CHECK, seen({**DONE, "errors": [{"message": "No.", "path": [ACCOUNT]}]}))) == 1


@pytest.mark.parametrize(
    ("body", "own"),
    [
        (DONE, refusal(ACCOUNT, "KT-CT-4122")),
        (refusal(ACCOUNT, "KT-CT-1143"), DONE),
        (refusal(ACCOUNT, "KT-CT-1124"), DONE),
        (refusal(ACCOUNT, "KT-CT-1199"), DONE),
    ],
)
def test_nothing_is_shown_where_the_owner_had_nothing_or_the_other_token_is_bad(body: Any, own: Any) -> None:
    assert not applies(CHECK, seen(body, own))


def test_an_id_that_nobody_looks_at_shows_nothing() -> None:
    case = next(case for case in cases(RECORD) if case.before[-1].label == STRANGE_LABEL)
    good = [{"data": {step.mutation: {"id": "1"}}} for step in case.before]
    done = {"data": {RECORD: {"id": "1"}}}
    assert not applies(CHECK, answered(case, done, view=with_peer(), before=tuple(good)))
    strange = (*good[:-1], refusal(RECORD, "KT-CT-1111"))
    assert len(violations(CHECK, answered(case, done, view=with_peer(), before=strange))) == 1


def test_what_says_unauthorized_belongs_to_somebody_though_it_needs_no_token() -> None:
    mutation = shipped().mutations["cancelRepaymentRequest"]
    assert not mutation.needs_token
    assert mutation.errors[0] in shipped().codes_like(Role.NOT_ALLOWED) - shipped().codes_of(Role.NOT_ALLOWED)
    (case,) = cases(mutation.name)
    assert case.credentials is Credentials.PEER


@pytest.mark.parametrize("errors", [[], {"message": "No."}, ["No."]])
def test_errors_that_cannot_be_read_let_nobody_in(errors: Any) -> None:
    (case, *_) = cases(ACCOUNT)
    own = {"data": {ACCOUNT: {"account": {"number": "A-1"}}}}
    unread = {"data": {ACCOUNT: None}, "errors": errors}
    assert not applies(CHECK, answered(case, unread, before=(own,)))


def test_what_another_customer_was_given_has_a_key_of_its_own() -> None:
    """A key that another case has used for another request would be refused."""
    (case,) = [one for one in cases("cancelRepaymentRequest") if "another customer was given" in one.label]
    assert case.before[0].variables["input"]["idempotencyKey"] in case.fresh
    (own, *_) = cases("submitRepaymentRequest")
    assert own.before[0].variables == own.variables
    assert own.variables["input"]["idempotencyKey"] in own.fresh
