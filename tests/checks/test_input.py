from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from graphql import GraphQLSchema, build_schema

from kraken_conformance.model.case import Case, Expectation, InputFault
from kraken_conformance.model.violation import Violation
from kraken_conformance.operations.rewriting import with_undeclared_argument, without_definitions
from kraken_conformance.spec import Level
from kraken_conformance.target.view import TargetView
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

EMAIL = "updateAccountBillingEmail"
PREFERENCES = "updateCommsPreferences"
CONSENTS = "updateAccountConsents"
READINGS = "amendPayment"

FAULTS: dict[str, tuple[str, dict[str, Any], tuple[str | int, ...], str]] = {
    "wrong-kind": (EMAIL, {"input": "text"}, ("input",), "UpdateAccountBillingEmailInput!"),
    "wrong-scalar": (EMAIL, {"input": {"accountNumber": 12}}, ("input", "accountNumber"), "String!"),
    "null-for-non-null": (EMAIL, {"input": None}, ("input",), "UpdateAccountBillingEmailInput!"),
    "missing-required": (EMAIL, {"input": {}}, ("input", "accountNumber"), "String!"),
    "unknown-field": (
        EMAIL,
        {"input": {"accountNumber": "A-1", "other": "x"}},
        ("input",),
        "UpdateAccountBillingEmailInput!",
    ),
    "unknown-enum-value": (
        CONSENTS,
        {"accountNumber": "A-1", "consents": [{"code": "x", "value": "PERHAPS"}]},
        ("consents", 0, "value"),
        "ConsentValue!",
    ),
    "int-out-of-range": (
        READINGS,
        {"input": {"accountNumber": "A-1", "amount": 2**31, "paymentDate": "2026-01-01", "paymentId": 1}},
        ("input", "amount"),
        "Int!",
    ),
    "list-nesting": (
        CONSENTS,
        {"accountNumber": "A-1", "consents": [[[{"code": "x", "value": "ACCEPTED"}]]]},
        ("consents",),
        "[ConsentInput]!",
    ),
    "malformed-scalar": (
        READINGS,
        {"input": {"accountNumber": "A-1", "amount": 1, "paymentDate": "no date", "paymentId": 1}},
        ("input", "paymentDate"),
        "Date!",
    ),
    "unknown-variable": (EMAIL, {"input": {"accountNumber": "A-1"}}, (), ""),
    "undeclared-argument": (EMAIL, {"input": {"accountNumber": "A-1"}}, (), ""),
}


def rejected(kind: str, view: TargetView | None = None) -> Case:
    mutation, variables, path, type_ = FAULTS[kind]
    fault = InputFault(kind, path, type_, "something is wrong")
    case = request(mutation, view, variables=variables, expectation=Expectation.REJECTED, fault=fault)
    assert case.operation is not None
    if kind == "unknown-variable":
        return replace(case, operation=without_definitions(case.operation))
    if kind == "undeclared-argument":
        return replace(case, operation=with_undeclared_argument(case.operation))
    return case


def accepted(kind: str) -> dict[str, Any]:
    return {"data": {FAULTS[kind][0]: {"possibleErrors": None, "account": {"number": "A-1"}}}}


@pytest.mark.parametrize("kind", FAULTS)
@pytest.mark.parametrize(
    ("body", "status"),
    [
        (INVALID_REQUEST, 200),
        (INVALID_REQUEST, 400),
        ({**INVALID_REQUEST, "data": None}, 200),
        ({"data": {FAULTS["wrong-kind"][0]: None}, "errors": [{"message": "No.", "path": ["x"]}]}, 200),
        (INVALID_REQUEST, 500),
        ("Bad request", 400),
    ],
)
def test_a_refusal_without_data_is_right(kind: str, body: Any, status: int) -> None:
    assert violations(f"input.{kind}", answered(rejected(kind), body, status)) == []


@pytest.mark.parametrize("kind", FAULTS)
@pytest.mark.parametrize("control", [INVALID_REQUEST, refusal(EMAIL, "KT-CT-1112"), "<html>", None])
def test_a_refusal_shows_nothing_where_the_request_without_the_fault_is_refused_too(
    kind: str, control: Any
) -> None:
    assert not applies(f"input.{kind}", answered(rejected(kind), INVALID_REQUEST, control=control))
    taken = answered(rejected(kind), accepted(kind), control=control)
    assert len(violations(f"input.{kind}", taken)) == 1


@pytest.mark.parametrize("kind", FAULTS)
def test_a_refusal_of_the_mutation_itself_shows_nothing_of_the_input(kind: str) -> None:
    mutation = FAULTS[kind][0]
    for code in shipped().mutations[mutation].errors:
        assert not applies(f"input.{kind}", answered(rejected(kind), refusal(mutation, code)))


@pytest.mark.parametrize("kind", FAULTS)
def test_an_accepted_fault_is_a_violation(kind: str) -> None:
    mutation = FAULTS[kind][0]
    assert violations(f"input.{kind}", answered(rejected(kind), accepted(kind))) == [
        Violation(
            ("data", mutation),
            "errors and no data, because something is wrong",
            f'{{"data": {{"{mutation}": {{"possibleErrors": null, "account": {{"number": "A-1"}}}}}}}}',
        )
    ]


@pytest.mark.parametrize("kind", FAULTS)
def test_a_null_without_an_error_is_no_refusal(kind: str) -> None:
    mutation = FAULTS[kind][0]
    seen = answered(rejected(kind), {"data": {mutation: None}})
    assert [violation.path for violation in violations(f"input.{kind}", seen)] == [("data", mutation)]


def test_a_list_too_deep_weighs_less_where_the_items_are_built_in_scalars() -> None:
    fault = InputFault("list-nesting", ("consents",), "[String!]!", "a list in a list")
    seen = answered(replace(rejected("list-nesting"), fault=fault), accepted("list-nesting"))
    assert [violation.level for violation in violations("input.list-nesting", seen)] == [Level.SHOULD]


@pytest.mark.parametrize("kind", FAULTS)
@pytest.mark.parametrize("code", ["KT-CT-1111", "KT-CT-1112", "KT-CT-1113", "KT-CT-1199"])
def test_a_refusal_for_the_credentials_shows_nothing_of_the_input(kind: str, code: str) -> None:
    seen = answered(rejected(kind), refusal(FAULTS[kind][0], code))
    assert not applies(f"input.{kind}", seen)
    assert not applies(f"input.{kind}", answered(rejected(kind), {"errors": [{"message": "No."}]}, 401))


@pytest.mark.parametrize("kind", FAULTS)
def test_each_kind_is_judged_by_its_own_check_alone(kind: str) -> None:
    seen = answered(rejected(kind), accepted(kind))
    assert [other for other in FAULTS if applies(f"input.{other}", seen)] == [kind]


@pytest.mark.parametrize("kind", FAULTS)
def test_a_server_error_that_is_not_graphql_and_no_response_show_nothing(kind: str) -> None:
    assert not applies(f"input.{kind}", answered(rejected(kind), "oops", 500))
    assert not applies(f"input.{kind}", unanswered(rejected(kind)))


@pytest.mark.parametrize("kind", FAULTS)
def test_without_a_schema_only_arguments_and_documents_are_judged(kind: str) -> None:
    view = target(schema=False)
    judged = kind in {
        "wrong-kind",
        "null-for-non-null",
        "unknown-field",
        "list-nesting",
        "unknown-variable",
        "undeclared-argument",
    }
    assert applies(f"input.{kind}", answered(rejected(kind, view), accepted(kind), view=view)) is judged


def other_schema(text: str) -> TargetView:
    return TargetView(shipped(), shipped().servers["API"], build_schema(text), has_token=True)


def test_what_the_target_s_own_schema_calls_valid_is_no_accepted_fault() -> None:
    view = other_schema(
        f"type Query {{ a: Int }} type Mutation {{ {EMAIL}(input: [In]): P }} type P {{ account: String }}"
        " input In { accountNumber: String }"
    )
    case = request(EMAIL, view, variables={"input": None}, expectation=Expectation.REJECTED)
    fault = InputFault("null-for-non-null", ("input",), "UpdateAccountBillingEmailInput!", "input is null")
    seen = answered(replace(case, fault=fault), {"data": {EMAIL: {"account": "A-1"}}}, view=view)
    assert violations("input.null-for-non-null", seen) == []


def valid(mutation: str, variables: dict[str, Any] | None = None, view: TargetView | None = None) -> Case:
    case = request(mutation, view, expectation=Expectation.ACCEPTED)
    return case if variables is None else replace(case, variables=variables)


@pytest.mark.parametrize(
    "body",
    [
        {"data": {EMAIL: {"possibleErrors": None, "account": {"number": "A-1"}}}},
        refusal(EMAIL, "KT-CT-4122"),
        {"data": None, "errors": [{"message": "No.", "extensions": {"errorCode": "KT-CT-4122"}}]},
    ],
)
def test_valid_input_reaches_the_mutation(body: Any) -> None:
    assert violations("input.valid-accepted", answered(valid(EMAIL), body)) == []


@pytest.mark.parametrize("body", [INVALID_REQUEST, {**INVALID_REQUEST, "data": None}])
def test_valid_input_that_is_refused_before_execution_is_a_violation(body: dict[str, Any]) -> None:
    found = violations("input.valid-accepted", answered(valid(EMAIL), body))
    assert [(violation.path, violation.expected, violation.level) for violation in found] == [
        (("errors",), "the mutation is executed: the request is valid by the target's own schema", None)
    ]


def test_a_refusal_weighs_less_where_a_well_known_custom_scalar_is_sent() -> None:
    found = violations("input.valid-accepted", answered(valid(READINGS), INVALID_REQUEST))
    assert [violation.level for violation in found] == [Level.SHOULD]
    absent = {"input": {"accountNumber": "A-1", "campaign": "x"}}
    found = violations(
        "input.valid-accepted", answered(valid("addCampaignToAccount", absent), INVALID_REQUEST)
    )
    assert [violation.level for violation in found] == [None]


IDS = (
    f"type Query {{ a: Int }} type Mutation {{ {EMAIL}(input: UpdateAccountBillingEmailInput!): P }}"
    " type P { account: String } input UpdateAccountBillingEmailInput { accountNumber: ID billingEmail: String }"
)


@pytest.mark.parametrize(
    ("sent", "level"),
    [({"accountNumber": 42}, Level.SHOULD), ({"accountNumber": "A"}, Level.SHOULD), ({}, None)],
)
def test_a_service_decides_on_the_form_of_its_ids(sent: dict[str, Any], level: Level | None) -> None:
    view = other_schema(IDS)
    observation = answered(
        valid(EMAIL, {"input": {"billingEmail": "a@b.fr", **sent}}, view), INVALID_REQUEST, view=view
    )
    assert [each.level for each in violations("input.valid-accepted", observation)] == [level]


@pytest.mark.parametrize("blank", ["", " "])
def test_a_blank_text_for_an_id_may_be_refused(blank: str) -> None:
    view = other_schema(IDS)
    case = valid(EMAIL, {"input": {"billingEmail": "a@b.fr", "accountNumber": blank}}, view)
    assert not applies("input.valid-accepted", answered(case, INVALID_REQUEST, view=view))


GUESSED = (
    f"type Query {{ a: Int }} type Mutation {{ {EMAIL}(input: UpdateAccountBillingEmailInput!): P }}"
    " type P { account: String } scalar Mailbox"
    " input UpdateAccountBillingEmailInput { accountNumber: String! billingEmail: Mailbox }"
)


@pytest.mark.parametrize(("sent", "seen_as_violation"), [({"billingEmail": "x"}, False), ({}, True)])
def test_a_scalar_whose_form_nobody_knows_is_no_ground_for_a_violation(
    sent: dict[str, str], seen_as_violation: bool
) -> None:
    view = other_schema(GUESSED)
    case = valid(EMAIL, {"input": {"accountNumber": "A-1", **sent}}, view)
    observation = answered(case, INVALID_REQUEST, view=view)
    assert applies("input.valid-accepted", observation) is seen_as_violation
    if seen_as_violation:
        assert len(violations("input.valid-accepted", observation)) == 1


@pytest.mark.parametrize(
    "case",
    [
        valid(EMAIL, {"input": {}}),
        replace(valid(EMAIL), operation=replace(request(EMAIL).operation, document="mutation { no }")),
        replace(valid(EMAIL), operation=replace(request(EMAIL).operation, document="mutation {")),
    ],
)
def test_what_the_target_s_own_schema_calls_invalid_may_be_refused(case: Case) -> None:
    assert not applies("input.valid-accepted", answered(case, INVALID_REQUEST))


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (refusal(EMAIL, "KT-CT-1112"), 200),
        (refusal(EMAIL, "KT-CT-1199"), 200),
        ({"errors": [{"message": "Unauthorized."}]}, 401),
        ({"errors": [{"message": "Too many requests."}]}, 429),
        ("oops", 500),
    ],
)
def test_acceptance_is_not_judged_where_the_input_was_not_looked_at(body: Any, status: int) -> None:
    assert not applies("input.valid-accepted", answered(valid(EMAIL), body, status))


def test_acceptance_is_judged_by_the_target_s_schema_alone() -> None:
    view = target(schema=False)
    assert not applies("input.valid-accepted", answered(valid(EMAIL, view=view), INVALID_REQUEST, view=view))
    assert not applies("input.valid-accepted", unanswered(valid(EMAIL)))
    assert not applies("input.valid-accepted", answered(request(EMAIL), INVALID_REQUEST))


def test_a_schema_that_takes_everything_finds_nothing_wrong() -> None:
    schema: GraphQLSchema = build_schema("type Query { a: Int }")
    view = TargetView(shipped(), shipped().servers["API"], schema, has_token=True)
    assert not applies("input.valid-accepted", answered(valid(EMAIL), INVALID_REQUEST, view=view))
