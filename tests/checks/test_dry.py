from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kraken_conformance.model.case import Case, Credentials, Expectation
from kraken_conformance.model.violation import Violation
from kraken_conformance.operations.left_out_mutation import left_out
from kraken_conformance.operations.rewriting import with_skip
from tests.checks.answering import (
    INVALID_REQUEST,
    answered,
    applies,
    refusal,
    request,
    shipped,
    target,
    unanswered,
    violations,
)
from tests.headers import DRY_RUN_HEADER

NAME = "updateAccountBillingEmail"
CODES = ["KT-CT-4123", "KT-CT-4122", "KT-CT-1113", "KT-CT-1111", "KT-CT-1112"]


def by_header(mutation: str = NAME) -> Case:
    return request(mutation, expectation=Expectation.DRY, headers=(DRY_RUN_HEADER,))


def by_skip() -> Case:
    case = request(NAME, expectation=Expectation.DRY)
    assert case.operation is not None
    return request(NAME, expectation=Expectation.DRY, operation=with_skip(case.operation))


def listing(*codes: Any, name: str = NAME, **fields: Any) -> dict[str, Any]:
    entries = [{"code": code, "description": None, "message": "", "type": "X"} for code in codes]
    return {"data": {name: {"possibleErrors": entries, "account": None, **fields}}}


def test_the_contract_lists_the_codes_of_these_tests() -> None:
    assert list(shipped().mutations[NAME].errors) == CODES


@pytest.mark.parametrize("codes", [CODES, CODES[::-1], [*CODES, "KT-CT-1199"]])
def test_the_documented_codes_in_any_order(codes: list[str]) -> None:
    assert violations("dry.lists-codes", answered(by_header(), listing(*codes))) == []


def test_the_missing_header_may_be_listed_where_only_the_text_asks_for_it() -> None:
    contract = shipped()
    codes = tuple(code for code in CODES if code != "KT-CT-1112")
    for authorization, violated in (("stated", False), ("none", True)):
        told = replace(contract.mutations[NAME], errors=codes, authorization=authorization)
        view = replace(target(), contract=replace(contract, mutations={**contract.mutations, NAME: told}))
        seen = answered(by_header(), listing(*CODES), view=view)
        assert bool(violations("dry.lists-codes", seen)) is violated


def test_a_code_that_is_not_listed() -> None:
    assert violations("dry.lists-codes", answered(by_header(), listing(*CODES[2:]))) == [
        Violation(
            ("data", NAME, "possibleErrors"),
            "also KT-CT-4123, KT-CT-4122",
            '["KT-CT-1113", "KT-CT-1111", "KT-CT-1112"]',
        )
    ]


@pytest.mark.parametrize(("code", "actual"), [("KT-CT-3811", '"KT-CT-3811"'), (None, "null"), (7, "7")])
def test_a_code_that_the_documents_do_not_list(code: Any, actual: str) -> None:
    assert violations("dry.lists-codes", answered(by_header(), listing(*CODES, code))) == [
        Violation(("data", NAME, "possibleErrors", 5, "code"), "a code that the documents list", actual)
    ]


def test_no_list_at_all() -> None:
    body = {"data": {NAME: {"possibleErrors": None, "account": None}}}
    assert violations("dry.lists-codes", answered(by_header(), body)) == [
        Violation(("data", NAME, "possibleErrors"), f"also {', '.join(CODES)}", "[]")
    ]


@pytest.mark.parametrize(
    "body",
    [
        {"data": {NAME: {"possibleErrors": "text", "account": None}}},
        {"data": {NAME: {"possibleErrors": [{"__typename": "PossibleErrorType"}], "account": None}}},
        {"data": {NAME: {"account": None}}},
    ],
)
def test_codes_that_were_not_asked_for_are_not_judged(body: Any) -> None:
    assert not applies("dry.lists-codes", answered(by_header(), body))


def test_nothing_has_a_value_but_the_list() -> None:
    assert violations("dry.not-executed", answered(by_header(), listing(*CODES))) == []
    typed = {"data": {NAME: {"__typename": "UpdateAccountBillingEmail", "possibleErrors": []}}}
    assert not applies("dry.not-executed", answered(by_header(), typed))


def test_a_value_of_something_that_was_executed() -> None:
    seen = answered(by_header(), listing(*CODES, account={"number": "A-1"}))
    assert violations("dry.not-executed", seen) == [
        Violation(("data", NAME, "account"), "null: a dry run executes nothing", '{"number": "A-1"}')
    ]


@pytest.mark.parametrize("requirement", ["dry.lists-codes", "dry.not-executed"])
def test_the_header_is_judged_only_on_a_target_that_knows_it(requirement: str) -> None:
    body = listing(*CODES)
    assert applies(requirement, answered(by_header(), body))
    for honoured in (False, None):
        assert not applies(requirement, answered(by_header(), body, view=target(dry=honoured)))
    assert not applies(requirement, answered(by_skip(), body))
    assert not applies(requirement, answered(request(NAME, headers=(DRY_RUN_HEADER,)), body))


@pytest.mark.parametrize("requirement", ["dry.lists-codes", "dry.not-executed"])
@pytest.mark.parametrize("body", [refusal(NAME, "KT-CT-1112"), INVALID_REQUEST, "not JSON"])
def test_a_dry_run_that_was_refused_shows_nothing(requirement: str, body: Any) -> None:
    assert not applies(requirement, answered(by_header(), body))
    assert not applies(requirement, unanswered(by_header()))


def test_a_skipped_mutation_leaves_nothing() -> None:
    assert violations("dry.skip", answered(by_skip(), {"data": {}})) == []


@pytest.mark.parametrize(
    ("body", "path", "actual"),
    [
        ({"data": {NAME: None}}, ("data", NAME), f'{{"data": {{"{NAME}": null}}}}'),
        ({"data": None}, ("data",), '{"data": null}'),
        ({"data": {}, "errors": [{"message": "?"}]}, ("data",), '{"data": {}, "errors": [{"message": "?"}]}'),
        ({"errors": [{"message": "No @skip."}]}, (), '{"errors": [{"message": "No @skip."}]}'),
    ],
)
def test_a_skipped_mutation_that_leaves_something(body: Any, path: tuple[str, ...], actual: str) -> None:
    assert violations("dry.skip", answered(by_skip(), body)) == [Violation(path, '{"data": {}}', actual)]


def test_a_skipped_mutation_that_raises_its_errors_was_executed() -> None:
    found = violations("dry.skip", answered(by_skip(), refusal(NAME, "KT-CT-1112")))
    assert [(violation.path, violation.level) for violation in found] == [(("data", NAME), None)]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"data": None, "errors": [{"message": "No.", "extensions": {"errorCode": "KT-CT-1112"}}]}, 200),
        ({"errors": [{"message": "No."}]}, 401),
        (INVALID_REQUEST, 200),
        ({"data": {NAME: None}, "errors": [{"message": "", "extensions": {"errorCode": "KT-CT-1199"}}]}, 200),
        ("not JSON", 200),
    ],
)
def test_a_gate_before_execution_shows_nothing_of_skip(body: Any, status: int) -> None:
    assert not applies("dry.skip", answered(by_skip(), body, status))


def test_skip_is_judged_on_its_own_cases_alone() -> None:
    assert not applies("dry.skip", answered(by_header(), {"data": {}}))
    assert not applies("dry.skip", answered(request(NAME), {"data": {}}))
    assert not applies("dry.skip", unanswered(by_skip()))


def without_a_token() -> Case:
    case = request(NAME, expectation=Expectation.DRY, credentials=Credentials.NONE)
    assert case.operation is not None
    return replace(case, operation=left_out(case.operation, "Mutation"))


def test_what_is_left_out_without_a_token_is_not_in_the_answer() -> None:
    assert violations("dry.skip", answered(without_a_token(), {"data": {}})) == []
    executed = {"data": {"notIncluded": None}, "errors": refusal(NAME, "KT-CT-1112")["errors"]}
    assert len(violations("dry.skip", answered(without_a_token(), executed))) == 1


@pytest.mark.parametrize(
    "body",
    [
        {"data": None, "errors": [{"message": "Unauthenticated."}]},
        {"data": {}, "errors": [{"message": "Unauthenticated."}]},
        {"errors": [{"message": "The document includes too many aliases."}]},
    ],
)
def test_who_refuses_the_caller_or_the_document_has_executed_nothing(body: dict[str, Any]) -> None:
    assert not applies("dry.skip", answered(without_a_token(), body))
