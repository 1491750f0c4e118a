"""Errors: healthy answers of several engines, and each promise broken alone."""

from __future__ import annotations

from typing import Any

import pytest

from kraken_conformance.checks.error_locations import LINE_TERMINATOR
from kraken_conformance.model.case import Expectation, RawRequest
from kraken_conformance.spec import Level
from tests.checks.seen import Found, contract, found, judged, observe, violations

CODE = "KT-CT-3811"
MESSAGE = "Invalid IBAN."


def error(**changes: Any) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "message": MESSAGE,
        "locations": [{"line": 2, "column": 3}],
        "path": ["acceptQuote"],
        "extensions": {"errorCode": CODE, "errorType": "VALIDATION", "errorDescription": "…"},
    }
    entry.update(changes)
    return {key: value for key, value in entry.items() if value is not ...}


def coded(code_: Any, message: str = MESSAGE, /, **extensions: Any) -> dict[str, Any]:
    return error(message=message, extensions={"errorCode": code_, "errorType": "VALIDATION", **extensions})


def answer(*errors: Any, data: Any = None) -> dict[str, Any]:
    return {"errors": list(errors), "data": {"acceptQuote": None} if data is None else data}


def only(id_: str, level: Level | None = None) -> Found:
    return [(id_, level)]


SHOULD = Level.SHOULD
LIMITED = {"errorCode": "KT-CT-1199", "errorType": "SERVICE_AVAILABILITY"}

HEALTHY = {
    "declared error": answer(error()),
    "common code": answer(coded("KT-CT-1199", "Slow down.")),
    "no locations": answer(error(locations=...)),
    "further extensions": answer(coded(CODE, code="BAD_USER_INPUT", timestamp="2026-11-23")),
    "validation errors": answer(coded(CODE, validationErrors=[{"message": "No.", "inputPath": ["input"]}])),
    "validation error with a path as text": answer(
        coded(CODE, validationErrors=[{"message": "No.", "inputPath": "input.code"}])
    ),
    "validation error of inputs that are wrong together": answer(
        coded(CODE, validationErrors=[{"message": "No."}, {"message": "No.", "inputPath": None}])
    ),
    "no validation errors": answer(coded(CODE, validationErrors=None)),
    "rate limit before execution": {"errors": [error(message="Slow down.", path=..., extensions=LIMITED)]},
    "response extensions": {**answer(error()), "extensions": {"cost": 3}},
}


@pytest.mark.parametrize("body", HEALTHY.values(), ids=HEALTHY)
@pytest.mark.parametrize("with_schema", [True, False])
def test_healthy_errors_are_left_alone(body: Any, with_schema: bool) -> None:
    assert found("acceptQuote", body, with_schema=with_schema) == []


DEEP = ["acceptQuote", "supplyContracts", "totalCount"]
NOT_SECOND = {
    "of two fields": [{"acceptQuote": {"a": None, "b": None}}, ["acceptQuote", "a"], ["acceptQuote", "b"]],
    "of two items": [{"acceptQuote": {"a": [None, None]}}, ["acceptQuote", "a", 0], ["acceptQuote", "a", 1]],
    "of one item": [{"acceptQuote": {"a": [None]}}, ["acceptQuote", "a", 0], ["acceptQuote", "a", 0]],
    "without an index": [{"acceptQuote": {"a": [{"b": None}]}}, *[["acceptQuote", "a", "b"]] * 2],
    "below one null": [{"acceptQuote": None}, DEEP, DEEP],
    "before execution": [None, ["acceptQuote"], ["acceptQuote"]],
    "of nothing": [{"acceptQuote": {}}, ["acceptQuote", "a"], ["acceptQuote", "a"]],
    "of a field with a value": [{"acceptQuote": {"a": 1}}, ["acceptQuote", "a"], ["acceptQuote", "a"]],
    "with an empty path": [{"acceptQuote": None}, [], []],
    "with no path": [{"acceptQuote": None}, None, None],
}


@pytest.mark.parametrize(("data", "first", "second"), NOT_SECOND.values(), ids=NOT_SECOND)
def test_not_every_second_error_is_one_of_the_same_field(data: Any, first: Any, second: Any) -> None:
    body = {"data": data, "errors": [error(path=first), error(path=second)]}
    assert [each for each in violations(observe("acceptQuote", body)) if each[0] == "error.list"] == []


@pytest.mark.parametrize("path", [["acceptQuote", "a"], ["acceptQuote", "b", 1, "c"]])
def test_a_second_error_of_a_field_weighs_less_at_any_depth(path: list[Any]) -> None:
    data = {"acceptQuote": {"a": None, "b": [{"c": 1}, {"c": None}]}}
    body = {"data": data, "errors": [error(path=path), error(), error(path=path), error(path=path)]}
    seen = [each.level for id_, each in violations(observe("acceptQuote", body)) if id_ == "error.list"]
    assert seen == [SHOULD, SHOULD]


REQUEST_ERRORS = {
    "graphql-core, null data": {
        "data": None,
        "errors": [{"message": "Variable '$input' got invalid value 1."}],
    },
    "graphql-core 3.1": {
        "data": None,
        "errors": [{"message": "Syntax Error.", "locations": [{"line": 1, "column": 1}]}],
    },
    "apollo": {
        "errors": [
            {
                "message": 'Cannot query field "x" on type "Y".',
                "locations": [{"line": 2, "column": 3}],
                "extensions": {"code": "GRAPHQL_VALIDATION_FAILED"},
            }
        ]
    },
    "gqlgen, path of the variable": {
        "errors": [
            {
                "message": "must be defined",
                "path": ["variable", "input", "code"],
                "extensions": {"code": "GRAPHQL_VALIDATION_FAILED"},
            }
        ],
        "data": None,
    },
    "gqlgen, scalar coerced in the field": {
        "errors": [{"message": "no date", "path": ["acceptQuote", "input", "date"]}],
        "data": {"acceptQuote": None},
    },
}


@pytest.mark.parametrize("body", REQUEST_ERRORS.values(), ids=REQUEST_ERRORS)
@pytest.mark.parametrize("status", [200, 400])
def test_errors_of_requests_need_no_code_and_no_path(body: Any, status: int) -> None:
    seen = observe("acceptQuote", body, status=status, expectation=Expectation.REJECTED)
    assert violations(seen) == []
    assert seen.is_request_error


BROKEN: dict[str, tuple[Any, Found]] = {
    "null and no errors": ({"data": {"acceptQuote": None}}, only("error.present")),
    "errors empty": ({"data": {"acceptQuote": None}, "errors": []}, only("error.list")),
    "errors null": ({"data": {"acceptQuote": None}, "errors": None}, only("error.list")),
    "errors an object": ({"data": {"acceptQuote": None}, "errors": error()}, only("error.list")),
    "errors of texts": (answer("No."), only("error.list")),
    "two errors of one field": (
        answer(error(), coded("KT-CT-4122", "Invalid email.")),
        only("error.list", SHOULD),
    ),
    "no message": (answer(error(message=...)), only("error.message")),
    "message a number": (
        answer(error(message=1)),
        only("error.message"),
    ),
    "empty message": (answer(coded(CODE, " ")), only("error.message", SHOULD)),
    "another message": (answer(coded(CODE, "No good.")), only("error.message-documented")),
    "message of another case": (answer(coded(CODE, "invalid iban.")), only("error.message-documented")),
    "no extensions": (answer(error(extensions=...)), only("error.code-present")),
    "extensions null": (
        answer(error(extensions=None)),
        [("error.code-present", None), ("error.extensions", SHOULD)],
    ),
    "extensions a list": (
        answer(error(extensions=[CODE])),
        [("error.code-present", None), ("error.extensions", None)],
    ),
    "extensions of the response a text": (
        {**answer(error()), "extensions": "cost"},
        only("error.extensions"),
    ),
    "code under another key": (answer(error(extensions={"code": CODE})), only("error.code-present")),
    "code null": (answer(coded(None)), only("error.code-present")),
    "code empty": (answer(coded("")), only("error.code-form")),
    "code a number": (answer(coded(3811)), only("error.code-form")),
    "code in lower case": (answer(coded("kt-ct-3811")), only("error.code-form")),
    "code with a space": (answer(coded("KT-CT-3811 ")), only("error.code-form")),
    "code of an engine": (answer(coded("INTERNAL_SERVER_ERROR")), only("error.code-form")),
    "code of another mutation": (answer(coded("KT-CT-3924", "Unauthorized.")), only("error.code-declared")),
    "code unheard of": (answer(coded("KT-CT-999999")), only("error.code-declared")),
    "header missing, though nothing says it is needed": (
        answer(coded("KT-CT-1112", "'Authorization' header not provided.")),
        only("error.code-declared"),
    ),
    "unknown type": (answer(coded(CODE, errorType="OOPS")), only("error.type-known")),
    "type a number": (answer(coded(CODE, errorType=1)), only("error.type-known")),
    "no path": (answer(error(path=...)), only("error.path")),
    "path null": (answer(error(path=None)), only("error.path")),
    "path of another field": (answer(error(path=["requestQuote"])), only("error.path")),
    "path empty": (answer(error(path=[])), only("error.path")),
    "path a text": (answer(error(path="acceptQuote")), only("error.path")),
    "path to nothing asked for": (answer(error(path=["acceptQuote", "iban"])), only("error.path")),
    "path with an index first": (
        answer(error(path=["acceptQuote", "accountNumber", "x"])),
        only("error.path"),
    ),
    "declared code without data and path": ({"errors": [error(path=...)]}, only("error.path", SHOULD)),
    "locations an object": (answer(error(locations={"line": 1, "column": 1})), only("error.locations")),
    "location of line 0": (answer(error(locations=[{"line": 0, "column": 1}])), only("error.locations")),
    "location behind the end": (
        answer(error(locations=[{"line": 99, "column": 1}])),
        only("error.locations", SHOULD),
    ),
    "column behind the end": (
        answer(error(locations=[{"line": 1, "column": 999}])),
        only("error.locations", SHOULD),
    ),
    "location without column": (answer(error(locations=[{"line": 1}])), only("error.locations")),
    "location of texts": (answer(error(locations=[{"line": "1", "column": "1"}])), only("error.locations")),
    "no locations in the list": (answer(error(locations=[])), only("error.locations", SHOULD)),
    "value where the error was": (
        answer(
            error(),
            data={
                "acceptQuote": {
                    "possibleErrors": None,
                    "accountNumber": "A-1",
                    "supplyContracts": None,
                    "preSignedKey": None,
                }
            },
        ),
        only("error.data-null"),
    ),
    "value below, where the error was": (
        answer(
            error(path=["acceptQuote", "accountNumber"]),
            data={
                "acceptQuote": {
                    "possibleErrors": None,
                    "accountNumber": "A-1",
                    "supplyContracts": None,
                    "preSignedKey": None,
                }
            },
        ),
        only("error.data-null"),
    ),
    "validation errors a text": (
        answer(coded(CODE, validationErrors="No.")),
        only("error.validation-errors"),
    ),
    "validation error with a path as number": (
        answer(coded(CODE, validationErrors=[{"message": "No.", "inputPath": 1}])),
        only("error.validation-errors"),
    ),
    "validation error without message": (
        answer(coded(CODE, validationErrors=[{"inputPath": ["input"]}])),
        only("error.validation-errors"),
    ),
    "data null beside the error of a nullable field": (
        {"errors": [error()], "data": None},
        only("shape.data-key"),
    ),
    "no data beside the error of a field": ({"errors": [error()]}, only("shape.data-key")),
}


@pytest.mark.parametrize(("body", "expected"), BROKEN.values(), ids=BROKEN)
def test_each_broken_promise_is_found_alone(body: Any, expected: Found) -> None:
    assert found("acceptQuote", body) == expected


LEAKS = [
    'Traceback (most recent call last):\n  File "app.py", line 3, in x',
    "TypeError: x is undefined at resolve (/srv/app/quote.js:10:3)",
    'SELECT "id" FROM "accounts_account" WHERE "id" = 3',
    'duplicate key value violates unique constraint "accounts_pkey"',
    "No such file: /home/kraken/settings/production.py",
    "KeyError: SECRET_KEY",
    "cannot connect to postgres://kraken:pw@db/kraken",
    r"C:\inetpub\kraken\quote.dll",
]


@pytest.mark.parametrize("text", LEAKS)
def test_internals_are_found_in_messages_and_in_extensions(text: str) -> None:
    in_message = found("acceptQuote", answer(coded("KT-CT-1199", text)))
    in_extension = found("acceptQuote", answer(coded(CODE, errorDescription=text)))
    assert in_message == in_extension == only("error.no-leak")


def test_a_stack_of_frames_is_one_finding() -> None:
    frames = ["Error: boom", "    at resolve (/srv/app/quote.js:10:3)", "    at run (/srv/app/run.js:1:1)"]
    assert found("acceptQuote", answer(coded(CODE, exception={"stacktrace": frames}))) == only(
        "error.no-leak"
    )


def test_what_the_request_said_may_be_said_back() -> None:
    text = 'SELECT "a" FROM "b" in /home/me/x.py'
    body = answer(coded("KT-CT-1199", f"Not understood: {text}"))
    assert found("acceptQuote", body, variables={"input": {"code": text}}) == []
    assert found("acceptQuote", body) == only("error.no-leak")


@pytest.mark.parametrize(
    "message", ["Please select a plan from the list.", "See https://kraken.test/home/errors/x."]
)
def test_plain_messages_are_no_leak(message: str) -> None:
    assert found("acceptQuote", answer(coded("KT-CT-1199", message))) == []


def test_no_documented_message_is_a_leak() -> None:
    for code in contract().errors.values():
        body = answer(coded("KT-CT-1199", code.message or ""))
        assert "error.no-leak" not in dict(found("acceptQuote", body)), code


def charge(**extensions: Any) -> dict[str, Any]:
    entry = {"message": "Unable to trigger charge.", "path": ["triggerTestCharge"], "extensions": extensions}
    return {"errors": [entry], "data": None}


REASONS: dict[str, tuple[Any, Found]] = {
    "documented": (["TC_DEVICE_RETIRED", "TC_DEVICE_SUSPENDED"], []),
    "none": (None, [("error.refusal-reasons-given", Level.MAY)]),
    "unknown": (["TC_DEVICE_ON_FIRE"], only("error.refusal-reasons")),
    "of another charge": (["BC_DEVICE_RETIRED"], only("error.refusal-reasons")),
    "a text": ("TC_DEVICE_RETIRED", only("error.refusal-reasons")),
    "numbers": ([1], only("error.refusal-reasons")),
}


@pytest.mark.parametrize(("reasons", "expected"), REASONS.values(), ids=REASONS)
def test_refusal_reasons(reasons: Any, expected: Found) -> None:
    body = charge(errorCode="KT-CT-4355", errorType="VALIDATION", testChargeRefusalReasons=reasons)
    assert found("triggerTestCharge", body) == expected


def test_a_mutation_without_documented_errors_may_raise_what_nobody_listed() -> None:
    entry = {
        "message": "Unauthorized.",
        "path": ["forceReauthentication"],
        "extensions": {"errorCode": "KT-CT-1111", "errorType": "AUTHORIZATION"},
    }
    body = {"errors": [entry], "data": {"forceReauthentication": None}}
    assert found("forceReauthentication", body) == []
    assert "error.code-declared" not in judged(observe("forceReauthentication", body))


def test_the_missing_header_may_be_told_where_the_text_asks_for_it() -> None:
    entry = {
        "message": "'Authorization' header not provided.",
        "path": ["createFormSubmission"],
        "extensions": {"errorCode": "KT-CT-1112", "errorType": "AUTHORIZATION"},
    }
    assert contract().mutations["createFormSubmission"].authorization == "stated"
    assert found("createFormSubmission", {"errors": [entry], "data": {"createFormSubmission": None}}) == []


def test_a_foreign_code_before_execution_weighs_less_unless_the_input_was_valid() -> None:
    body = {"errors": [{"message": "No.", "extensions": {"errorCode": "KT-CT-3924"}}]}
    assert ("error.code-declared", SHOULD) in found("acceptQuote", body, expectation=Expectation.ANY)
    assert ("error.code-declared", None) in found("acceptQuote", body, expectation=Expectation.ACCEPTED)


def test_an_error_deep_in_the_payload_weighs_less() -> None:
    data = {
        "acceptQuote": {
            "possibleErrors": None,
            "accountNumber": "A-1",
            "supplyContracts": {"totalCount": 1, "ratio": None, "opensAt": None, "spent": 1.5},
            "preSignedKey": None,
        }
    }
    deep = error(path=["acceptQuote", "supplyContracts", "ratio"], extensions=...)
    assert found("acceptQuote", answer(deep, data=data)) == only("error.code-present", SHOULD)


def test_nothing_is_judged_without_errors() -> None:
    body = {"data": {"acceptQuote": None}}
    assert {id_ for id_ in judged(observe("acceptQuote", body)) if id_.startswith("error.")} == {
        "error.present"
    }


def test_a_mutation_without_documented_errors_may_be_silent() -> None:
    assert found("updateUserDetails", {"data": {"updateUserDetails": None}}) == []


@pytest.mark.parametrize(
    ("end", "lines"),
    [("\n", 2), ("\r", 2), ("\r\n", 2), ("\u2028", 1), ("\x85", 1), ("\x0b", 1), ("\x0c", 1)],
)
def test_lines_of_a_document_end_as_the_language_says(end: str, lines: int) -> None:
    document = LINE_TERMINATOR.split(f"# a{end}{{a}}")
    assert len(document) == lines


def test_locations_are_not_judged_where_the_document_was_not_sent_as_it_is() -> None:
    body = {"errors": [{"message": "No.", "locations": [{"line": 99, "column": 1}]}]}
    seen = observe("acceptQuote", body, raw=RawRequest(body=b"{}"))
    assert "error.locations" not in judged(seen)


def test_a_framework_that_refuses_a_malformed_request_may_have_errors_of_its_own() -> None:
    body = {"title": "Bad Request", "status": 400, "errors": {"query": ["The query is required."]}}
    assert found("acceptQuote", body, status=400, raw=RawRequest(body=b"{}")) == []


def test_violations_say_where_what_and_what_instead() -> None:
    ((_, violation),) = violations(observe("acceptQuote", answer(coded("KT-CT-3924", "Unauthorized."))))
    assert violation.path == ("errors", 0, "extensions", "errorCode")
    assert violation.actual == "KT-CT-3924"
    assert "KT-CT-1132" in violation.expected
    assert violation.topic == "KT-CT-3924"


CONSENTS = "updateAccountConsents"


@pytest.mark.parametrize(
    ("path", "is_right"),
    [
        ([CONSENTS, "consents", 0, "__typename"], True),
        ([CONSENTS, "consents", 0], True),
        ([CONSENTS, "consents"], True),
        ([CONSENTS, "consents", "__typename"], False),
        ([CONSENTS, "consents", 7, "__typename"], False),
        ([CONSENTS, 0, "consents"], False),
    ],
)
def test_the_path_of_an_error_in_a_list_has_the_index(path: list[Any], is_right: bool) -> None:
    code = contract().mutations[CONSENTS].errors[0]
    entry = {"message": "No.", "path": path, "extensions": {"errorCode": code}}
    body = {"errors": [entry], "data": {CONSENTS: {"possibleErrors": None, "consents": [None]}}}
    levels = [level for id_, level in found(CONSENTS, body, with_schema=False) if id_ == "error.path"]
    assert levels == ([] if is_right else [None])


@pytest.mark.parametrize("path", [["x"], ["x", "y"], ["x", "y", "z"], ["x", "y", 0]])
def test_a_code_below_the_mutation_weighs_less_at_whatever_depth(path: list[Any]) -> None:
    mutation = "updateAccountBillingEmail"
    entry = {"message": "No.", "path": [mutation, *path[1:]], "extensions": {"errorCode": "KT-CT-4501"}}
    body = {"errors": [entry], "data": {mutation: None if len(path) == 1 else {"possibleErrors": None}}}
    levels = [
        level for id_, level in found(mutation, body, with_schema=False) if id_ == "error.code-declared"
    ]
    assert levels == [None if len(path) == 1 else SHOULD]
