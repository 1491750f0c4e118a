"""A payload that reports errors of its own is no success: found by the contract, whatever the mutation is named."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kraken_conformance.judging.answer_log import AnswerLog
from kraken_conformance.judging.answer_origin import answer_of
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.answer_words import Origin
from kraken_conformance.model.case import Operation
from tests.checks.answering import answered, request

WRONG = {"field": "email", "messages": ["No such user."]}
LINK = "linkUserToLine"


def returned(mutation: str, value: Any) -> Observation:
    return answered(request(mutation), {"data": {mutation: value}})


@pytest.mark.parametrize(
    ("mutation", "value"),
    [
        ("resetPassword", {"errors": [{"field": "email"}], "clientMutationId": None}),
        ("masqueradeAuthentication", {"token": None, "errors": [WRONG]}),
        ("updateCommsPreferences", {"errors": [None, WRONG], "emailFormat": "HTML"}),
        (LINK, {"__typename": "LinkTokenNotFound", "type": "TOKEN_NOT_FOUND"}),
        ("unlinkUserFromLine", {"__typename": "LineCommonError", "field": None, "message": "No."}),
    ],
)
def test_errors_in_the_payload_are_no_success(mutation: str, value: Any) -> None:
    observation = returned(mutation, value)
    assert not observation.succeeded
    answer = answer_of(observation)
    assert answer.origin is Origin.MUTATION
    assert answer.shown.startswith("errors in what it returned")


@pytest.mark.parametrize(
    ("mutation", "value"),
    [
        ("resetPassword", {"errors": [], "clientMutationId": None}),
        ("resetPassword", {"errors": None, "clientMutationId": None}),
        ("resetPassword", {"errors": [None], "clientMutationId": None}),
        (LINK, {"__typename": "LineLinkRedirectResponse", "redirectUrl": "https://a.example"}),
        (LINK, {"__typename": "SomethingElse", "type": "TOKEN_NOT_FOUND"}),
        ("createAccountReference", {"possibleErrors": [{"code": "KT-CT-8923"}], "accountReference": None}),
    ],
)
def test_no_errors_are_a_success(mutation: str, value: Any) -> None:
    """Those that are possible are none that were raised."""
    assert returned(mutation, value).succeeded


def test_the_answer_says_what_the_payload_says() -> None:
    answer = answer_of(returned("masqueradeAuthentication", {"token": None, "errors": [WRONG]}))
    assert answer.shown == "errors in what it returned, 'No such user.'"


def written(mutation: str, selected: str, root: str | None = None) -> Any:
    case = request(mutation)
    assert case.operation is not None
    key = "" if root is None else f"{root}: "
    document = f"mutation Test {{ {key}{mutation}(input: {{}}) {{ {selected} }} }}"
    return replace(case, operation=Operation("Test", document, root or mutation))


def test_errors_under_another_name_are_found_and_others_named_so_are_not() -> None:
    case = written("masqueradeAuthentication", "wrong: errors { field } errors: token", root="a")
    assert not answered(case, {"data": {"a": {"wrong": [{"field": "x"}], "errors": None}}}).succeeded
    assert answered(case, {"data": {"a": {"wrong": [], "errors": "a token"}}}).succeeded


def test_without_a_type_name_the_fields_tell_the_member() -> None:
    selected = (
        "... on LineLinkRedirectResponse { redirectUrl } ... on LinkTokenNotFound { type } "
        "... on AlreadyLinkedError { type }"
    )
    case = written(LINK, selected)
    assert not answered(case, {"data": {LINK: {"type": "TOKEN_NOT_FOUND"}}}).succeeded
    assert answered(case, {"data": {LINK: {"redirectUrl": "https://a.example"}}}).succeeded


def test_a_document_that_asks_for_no_errors_shows_no_success() -> None:
    case = request("resetPassword")
    assert case.operation is not None
    document = "mutation { resetPassword(input: {}) { __typename } }"
    narrow = replace(case, operation=Operation("", document, "resetPassword"))
    value = {"__typename": "ResetPasswordMutationPayload"}
    concealed = answered(narrow, {"data": {"resetPassword": value}})
    assert concealed.succeeded
    assert not concealed.shows_success
    log = AnswerLog()
    log.add(concealed)
    assert not log.kinds
    assert returned("resetPassword", {"errors": None, "clientMutationId": None}).shows_success
