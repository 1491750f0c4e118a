from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Case, Credentials, Expectation
from kraken_conformance.model.violation import Violation
from kraken_conformance.operations.hidden_mutation import after_a_query
from kraken_conformance.spec import Level
from tests.checks.answering import (
    INVALID_REQUEST,
    answered,
    applies,
    refusal,
    request,
    target,
    unanswered,
    violations,
)

DECLARED = "updateAccountBillingEmail"
"""Lists KT-CT-1112."""

STATED = "updatePassword"
"""Only its text says that the header is needed."""

FORMS = [
    ("auth.no-token-refused", Credentials.NONE),
    ("auth.blank-header", Credentials.BLANK),
    ("auth.blank-header", Credentials.SCHEME),
    ("auth.malformed-token", Credentials.MALFORMED),
    ("auth.malformed-token", Credentials.BEARER),
    ("auth.malformed-token", Credentials.LOWER),
    ("auth.malformed-token", Credentials.NULL),
    ("auth.malformed-token", Credentials.UNDEFINED),
    ("auth.malformed-token", Credentials.BASIC),
    ("auth.malformed-token", Credentials.DIGEST),
    ("auth.malformed-token", Credentials.TOKEN_SCHEME),
    ("auth.expired-token", Credentials.EXPIRED),
    ("auth.expired-token", Credentials.OWN_EXPIRED),
    ("auth.expired-token", Credentials.OWN_EXPIRED_JWT),
    ("auth.expired-token", Credentials.OWN_EXPIRED_BEARER),
    ("auth.foreign-token", Credentials.FOREIGN),
    ("auth.unsigned-token", Credentials.UNSIGNED),
    ("auth.unsigned-token", Credentials.UNSIGNED_TITLE),
    ("auth.unsigned-token", Credentials.UNSIGNED_UPPER),
    ("auth.unsigned-token", Credentials.UNSIGNED_MIXED),
    ("auth.unsigned-token", Credentials.UNSIGNED_SIGNED),
    ("auth.unsigned-token", Credentials.STRIPPED),
    ("auth.tampered-token", Credentials.RESIGNED),
    ("auth.tampered-token", Credentials.RESIGNED_EMPTY),
    ("auth.tampered-token", Credentials.CHANGED),
    ("auth.tampered-token", Credentials.TAIL),
    ("auth.tampered-token", Credentials.CUT),
    ("auth.tampered-token", Credentials.LONGER),
    ("auth.tampered-token", Credentials.FOURTH_PART),
]

FAMILY = [*dict(FORMS), "auth.no-echo", "auth.no-token-code", "auth.no-server-error", "auth.no-oracle"]

NOTHING = {"possibleErrors": None, "account": None}
ACCOUNT = {"possibleErrors": None, "account": {"number": "A-1"}}


def sent(credentials: Credentials, mutation: str = DECLARED, **more: Any) -> Case:
    return request(mutation, credentials=credentials, expectation=Expectation.REFUSED, **more)


@pytest.mark.parametrize(("requirement", "credentials"), FORMS)
@pytest.mark.parametrize(
    ("body", "status"),
    [
        (refusal(DECLARED, "KT-CT-1112"), 200),
        (refusal(DECLARED, "KT-CT-1139"), 200),
        ({"data": None, "errors": [{"message": "Unauthorized."}]}, 401),
        ({"errors": [{"message": "Not logged in."}]}, 200),
        ({"data": {DECLARED: NOTHING}, "errors": [{"message": "No.", "path": [DECLARED]}]}, 200),
        ("<h1>Forbidden</h1>", 403),
    ],
)
def test_a_refusal_without_data_is_right(
    requirement: str, credentials: Credentials, body: Any, status: int
) -> None:
    assert violations(requirement, answered(sent(credentials), body, status)) == []


@pytest.mark.parametrize(("requirement", "credentials"), FORMS)
@pytest.mark.parametrize(
    ("body", "actual"),
    [
        (
            {"data": {DECLARED: ACCOUNT}},
            '{"data": {"updateAccountBillingEmail": {"possibleErrors": null, "account": {"number": "A-1"}}}}',
        ),
        ({"data": {DECLARED: None}}, '{"data": {"updateAccountBillingEmail": null}}'),
        (
            {"data": {DECLARED: NOTHING}},
            '{"data": {"updateAccountBillingEmail": {"possibleErrors": null, "account": null}}}',
        ),
    ],
)
def test_an_answer_that_is_no_refusal_is_a_violation(
    requirement: str, credentials: Credentials, body: Any, actual: str
) -> None:
    assert violations(requirement, answered(sent(credentials), body)) == [
        Violation(("data", DECLARED), "an error and no data: the mutation needs a token", actual)
    ]


def test_data_beside_the_error_is_a_violation() -> None:
    body = {**refusal(DECLARED, "KT-CT-1112"), "data": {DECLARED: ACCOUNT}}
    found = violations("auth.no-token-refused", answered(sent(Credentials.NONE), body))
    assert [(violation.path, violation.level) for violation in found] == [(("data", DECLARED), None)]


def test_a_mutation_whose_text_asks_for_the_header_is_judged_too() -> None:
    seen = answered(sent(Credentials.NONE, STATED), {"data": {STATED: {"viewer": {"id": "1"}}}})
    assert len(violations("auth.no-token-refused", seen)) == 1


@pytest.mark.parametrize(("requirement", "credentials"), FORMS)
def test_nothing_is_shown_by_a_case_of_other_credentials_or_expectations(
    requirement: str, credentials: Credentials
) -> None:
    body = refusal(DECLARED, "KT-CT-1112")
    for other in set(Credentials) - {form for id_, form in FORMS if id_ == requirement}:
        assert not applies(requirement, answered(sent(other), body))
    assert not applies(requirement, answered(request(DECLARED, credentials=credentials), body))


@pytest.mark.parametrize(("requirement", "credentials"), FORMS)
def test_a_server_error_that_is_not_graphql_shows_nothing_of_credentials(
    requirement: str, credentials: Credentials
) -> None:
    assert not applies(requirement, answered(sent(credentials), "Bad gateway", 502))


@pytest.mark.parametrize(("requirement", "credentials"), FORMS)
def test_a_request_that_was_refused_for_something_else_shows_nothing(
    requirement: str, credentials: Credentials
) -> None:
    assert not applies(requirement, answered(sent(credentials), INVALID_REQUEST))
    assert applies(requirement, answered(sent(credentials), INVALID_REQUEST, 401))


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (refusal(DECLARED, "KT-CT-1112"), 200),
        (refusal(DECLARED, "KT-CT-1111", "KT-CT-1112"), 200),
        ({"errors": [{"message": "No.", "extensions": {"errorCode": "KT-CT-1112"}}]}, 401),
    ],
)
def test_the_documented_code_of_a_missing_header(body: Any, status: int) -> None:
    assert violations("auth.no-token-code", answered(sent(Credentials.NONE), body, status)) == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("<h1>Forbidden</h1>", 403),
        ({"message": "Unauthorized"}, 401),
        ({"errors": [{"message": "Unauthorized"}]}, 401),
        ("", 403),
        ({"error": "denied"}, 200),
    ],
)
def test_the_refusal_of_a_firewall_is_not_the_servers(body: Any, status: int) -> None:
    assert not applies("auth.no-token-code", answered(sent(Credentials.NONE), body, status))


@pytest.mark.parametrize(
    ("body", "status", "path", "actual"),
    [
        (
            refusal(DECLARED, "KT-CT-4123", "KT-CT-1111"),
            200,
            ("errors", 0, "extensions", "errorCode"),
            "KT-CT-1111, KT-CT-4123",
        ),
        (
            {"errors": [{"message": "Unauthorized."}]},
            200,
            ("errors", 0, "extensions", "errorCode"),
            '{"errors": [{"message": "Unauthorized."}]}',
        ),
    ],
)
def test_another_code_or_none_for_a_missing_header(
    body: Any, status: int, path: tuple[str | int, ...], actual: str
) -> None:
    found = violations("auth.no-token-code", answered(sent(Credentials.NONE), body, status))
    assert found == [Violation(path, "KT-CT-1112", actual)]


@pytest.mark.parametrize(("requirement", "credentials"), FORMS)
@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("<h1>Forbidden</h1>", 403),
        ({"errors": [{"message": "Unauthorized."}]}, 401),
        (refusal(DECLARED, "KT-CT-1112"), 200),
    ],
)
def test_a_refusal_that_a_good_token_meets_as_well_shows_nothing(
    requirement: str, credentials: Credentials, body: Any, status: int
) -> None:
    assert applies(requirement, answered(sent(credentials), body, status))
    assert not applies(requirement, answered(sent(credentials), body, status, control=body))


@pytest.mark.parametrize(("requirement", "credentials"), FORMS)
def test_data_for_bad_credentials_is_a_violation_whatever_the_control_says(
    requirement: str, credentials: Credentials
) -> None:
    observation = answered(sent(credentials), {"data": {DECLARED: ACCOUNT}}, control=INVALID_REQUEST)
    assert len(violations(requirement, observation)) == 1


@pytest.mark.parametrize("codes", [("KT-CT-1113",), ("KT-CT-1199",), ("KT-CT-1113", "KT-CT-1199")])
def test_a_disabled_field_and_a_common_code_come_before_the_header(codes: tuple[str, ...]) -> None:
    assert not applies("auth.no-token-code", answered(sent(Credentials.NONE), refusal(DECLARED, *codes)))


def test_a_word_in_the_name_of_a_type_does_not_speak_of_credentials() -> None:
    body = {"errors": [{"message": "Variable '$input' is no \"AuthenticationInput\"."}]}
    assert not applies("auth.no-token-refused", answered(sent(Credentials.NONE), body))
    body = {"errors": [{"message": "'Authorization' header not provided."}]}
    assert applies("auth.no-token-refused", answered(sent(Credentials.NONE), body))


def test_the_code_for_other_values_is_a_matter_of_another_requirement() -> None:
    seen = answered(with_first(), refusal(DECLARED, "KT-CT-4123"), before=(refusal(DECLARED, "KT-CT-1112"),))
    assert not applies("auth.no-token-code", seen)


def test_a_declared_code_whose_condition_the_input_meets_may_come_before_the_header() -> None:
    """The simplest input of collectPayment names no ledger, and the message of KT-CT-3821 says just that."""
    name = "collectPayment"
    simplest = sent(Credentials.NONE, name)
    assert not applies("auth.no-token-code", answered(simplest, refusal(name, "KT-CT-3821")))
    assert applies("auth.no-token-code", answered(simplest, refusal(name, "KT-CT-3820")))
    assert applies("auth.no-token-code", answered(simplest, refusal(name, "KT-CT-3821", "KT-CT-3932")))
    complete = replace(simplest, variables=target().complete(target().contract.mutations[name]))
    assert applies("auth.no-token-code", answered(complete, refusal(name, "KT-CT-3821")))


@pytest.mark.parametrize(("code", "level"), [("KT-CT-1111", Level.SHOULD), ("KT-CT-3815", None)])
def test_that_who_asks_may_not_is_nearly_that_there_is_no_token(code: str, level: Level | None) -> None:
    name = "updateAutoTopUpAmount"
    (violation,) = violations(
        "auth.no-token-code", answered(sent(Credentials.NONE, name), refusal(name, code))
    )
    assert violation.level is level


def test_the_code_is_judged_only_where_it_is_declared_and_something_was_refused() -> None:
    stated = answered(sent(Credentials.NONE, STATED), refusal(STATED, "KT-CT-1111"))
    assert not applies("auth.no-token-code", stated)
    assert not applies("auth.no-token-code", answered(sent(Credentials.NONE), {"data": {DECLARED: ACCOUNT}}))


@pytest.mark.parametrize("credentials", [credentials for _, credentials in FORMS])
def test_a_server_error_for_bad_credentials(credentials: Credentials) -> None:
    assert violations("auth.no-server-error", answered(sent(credentials), "oops", 500)) == [
        Violation((), "a status below 500", "500")
    ]
    assert violations("auth.no-server-error", answered(sent(credentials), "no", 401)) == []


def test_a_server_error_with_the_token_of_the_run_is_not_about_credentials() -> None:
    assert not applies("auth.no-server-error", answered(sent(Credentials.TOKEN), "oops", 500))


def with_first(mutation: str = DECLARED) -> Case:
    return sent(Credentials.NONE, mutation, before=(sent(Credentials.NONE, mutation),))


def test_the_same_refusal_for_other_values_tells_nothing() -> None:
    refused = refusal(DECLARED, "KT-CT-1112")
    assert violations("auth.no-oracle", answered(with_first(), refused, before=(refused,))) == []


def test_a_refusal_that_depends_on_the_values_tells_who_exists() -> None:
    seen = answered(
        with_first(),
        refusal(DECLARED, "KT-CT-4123"),
        before=(refusal(DECLARED, "KT-CT-1112"),),
    )
    assert violations("auth.no-oracle", seen) == [
        Violation(("errors",), "KT-CT-1112, as for other values", "KT-CT-4123")
    ]


@pytest.mark.parametrize(
    ("body", "first"),
    [
        (refusal(DECLARED, "KT-CT-1112"), refusal(DECLARED, "KT-CT-1199")),
        (refusal(DECLARED, "KT-CT-1199"), refusal(DECLARED, "KT-CT-1112")),
        ({"data": {DECLARED: ACCOUNT}}, refusal(DECLARED, "KT-CT-1112")),
        (refusal(DECLARED, "KT-CT-1112"), "not JSON"),
        (refusal(DECLARED, "KT-CT-1112"), INVALID_REQUEST),
    ],
)
def test_only_two_refusals_can_be_compared(body: Any, first: Any) -> None:
    assert not applies("auth.no-oracle", answered(with_first(), body, before=(first,)))


def test_one_refusal_alone_is_not_compared() -> None:
    seen = answered(sent(Credentials.NONE), refusal(DECLARED, "KT-CT-1112"))
    assert not applies("auth.no-oracle", seen)


@pytest.mark.parametrize("requirement", FAMILY)
@pytest.mark.parametrize("credentials", Credentials)
def test_no_response_shows_nothing(requirement: str, credentials: Credentials) -> None:
    assert not applies(requirement, unanswered(sent(credentials)))


TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"


def with_header(value: str, body: Any, mutation: str = DECLARED, **headers: str) -> Observation:
    observation = answered(request(mutation), body)
    exchange = observation.exchange
    assert exchange.response is not None
    answer = replace(exchange.response, headers={**exchange.response.headers, **headers})
    asked = replace(exchange.request, headers={"authorization": value})
    return replace(observation, exchange=replace(exchange, request=asked, response=answer))


def test_an_answer_without_the_token_is_right() -> None:
    assert violations("auth.no-echo", with_header(TOKEN, refusal(DECLARED, "KT-CT-1111"))) == []


@pytest.mark.parametrize("header", [TOKEN, f"JWT {TOKEN}", "this-is-no-token"])
@pytest.mark.parametrize(
    "body",
    [
        {"data": {DECLARED: {"account": {"number": "{}"}}}},
        {"errors": [{"message": "No.", "extensions": {"headers": {"authorization": "JWT {}"}}}]},
        "<pre>GET / {}</pre>",
    ],
)
def test_the_token_in_an_answer_is_a_violation(header: str, body: Any) -> None:
    token = header.rpartition(" ")[2]
    text = body if isinstance(body, str) else json.dumps(body)
    (found,) = violations("auth.no-echo", with_header(header, text.replace("{}", token)))
    assert token not in found.actual


def test_the_token_in_a_header_of_the_answer_is_a_violation() -> None:
    observation = with_header(TOKEN, ACCOUNT, **{"x-debug": f"token={TOKEN}"})
    assert len(violations("auth.no-echo", observation)) == 1


def test_what_logs_in_may_give_out_the_token_again() -> None:
    body = {"data": {"obtainKrakenToken": {"token": TOKEN}}}
    assert not applies("auth.no-echo", with_header(TOKEN, body, "obtainKrakenToken"))


@pytest.mark.parametrize("header", ["", "Bearer", "JWT null"])
def test_a_header_without_a_token_shows_no_echo(header: str) -> None:
    assert not applies("auth.no-echo", with_header(header, refusal(DECLARED, "KT-CT-1111")))


def test_a_password_of_the_input_in_an_error_is_a_violation() -> None:
    case = request("resetUserPassword", variables={"input": {"newPassword": "correct horse", "userId": "1"}})
    told = refusal("resetUserPassword", "KT-CT-1132")
    assert violations("auth.no-echo", answered(case, told)) == []
    told["errors"][0]["extensions"]["errorDescription"] = "'correct horse' is too short."
    assert len(violations("auth.no-echo", answered(case, told))) == 1


def test_a_text_that_another_field_was_sent_with_too_is_no_secret() -> None:
    """Generated input may give one text to a password and to a field that the answer shows."""
    data = {"data": {"resetPassword": {"clientMutationId": "Unlikely-9b2e"}}}
    given = {"password": "Unlikely-9b2e", "clientMutationId": "Unlikely-9b2e"}
    both = request("resetPassword", variables={"input": given})
    assert not applies("auth.no-echo", answered(both, data))
    another = request("resetPassword", variables={"input": {**given, "clientMutationId": "another"}})
    assert len(violations("auth.no-echo", answered(another, data))) == 1


def test_a_secret_of_the_input_stands_nowhere_in_a_success() -> None:
    case = request("updatePassword", variables={"input": {"newPassword": "Unlikely-9b2e"}})
    data = {"data": {"updatePassword": {"viewer": {"name": "a"}}}}
    assert violations("auth.no-echo", answered(case, data)) == []
    (found,) = violations(
        "auth.no-echo", answered(case, {**data, "extensions": {"log": "set Unlikely-9b2e"}})
    )
    assert found.path == ("extensions",)
    named = {"data": {"updatePassword": {"viewer": {"name": "Unlikely-9b2e"}}}}
    assert [one.path for one in violations("auth.no-echo", answered(case, named))] == [
        ("data", "updatePassword")
    ]
    asked_for = {"data": {"updatePassword": {"newPassword": "Unlikely-9b2e"}}}
    assert violations("auth.no-echo", answered(case, asked_for)) == []


def test_a_refusal_before_execution_may_quote_the_input() -> None:
    case = request("updatePassword", variables={"input": {"newPassword": "Unlikely-9b2e"}})
    quoting = {"errors": [{"message": "Unlikely-9b2e is no Password."}]}
    assert not applies("auth.no-echo", answered(case, quoting))


def test_the_answer_to_another_operation_of_the_document_shows_nothing() -> None:
    case = request(DECLARED, credentials=Credentials.NONE, expectation=Expectation.REFUSED)
    assert case.operation is not None
    case = replace(case, operation=after_a_query(case.operation))
    other = answered(case, {"data": {"__typename": "Query"}})
    assert not applies("auth.no-token-refused", other)
    assert not applies("shape.field-present", other)
    assert not applies("shape.no-extra-key", other)
    done = answered(case, {"data": {DECLARED: {"possibleErrors": []}}})
    assert len(violations("auth.no-token-refused", done)) == 1
