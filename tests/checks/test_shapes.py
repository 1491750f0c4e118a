"""The shape of responses: healthy values, and each promise broken alone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kraken_conformance.model.case import Operation, RawRequest
from kraken_conformance.spec import Level
from tests.checks.answering import answered, request
from tests.checks.answering import violations as violations_of
from tests.checks.seen import Found, found, judged, observe, violations

SHOULD = Level.SHOULD

PAYLOADS: dict[str, dict[str, Any]] = {
    "acceptQuote": {
        "possibleErrors": None,
        "accountNumber": "A-1234ABCD",
        "supplyContracts": {"totalCount": 1, "ratio": "1.50", "opensAt": "08:30:00", "spent": 2},
        "preSignedKey": None,
    },
    "requestQuote": {
        "possibleErrors": [
            {"code": "KT-FR-4629", "message": "…"},
            {"code": "KT-CT-1199", "message": None},
            None,
        ],
        "quoteRequestCode": "500c164d-38c7-4f74-9ac6-be210197e9e4",
        "quotedSupplyPoints": {"codes": ["500C164D-38C7-4F74-9AC6-BE210197E9E4"]},
    },
    "forceReauthentication": {"tokensInvalidated": True, "effectiveAt": "2020-01-01T00:00:00.000Z"},
    "initiateProductSwitch": {"possibleErrors": [], "productCode": "abc", "switchDate": "2024-02-29"},
    "linkUserToLine": {"__typename": "LinkTokenNotFound", "type": "TOKEN_NOT_FOUND"},
    "createContributionAgreement": {
        "possibleErrors": None,
        "contributionAgreement": {"id": "7", "amount": 2147483647, "activeFrom": None, "tags": ["a"]},
    },
    "createFormSubmission": {"id": 1, "content": {"key": "value"}, "errors": [{"field": None}]},
    "deviceRegistration": {"possibleErrors": None, "registeredDeviceIds": ["a", None]},
    "updateCommsPreferences": {"fontSizeMultiplier": 1.5},
}


def payload(mutation: str, *path: str | int, value: Any = ..., **changes: Any) -> dict[str, Any]:
    """Return a response with a healthy payload in which one thing is changed; `...` removes a key."""
    result = json.loads(json.dumps(PAYLOADS[mutation]))
    holder = result
    for step in path[:-1]:
        holder = holder[step]
    if path and value is ...:
        del holder[path[-1]]
    elif path:
        holder[path[-1]] = value
    result.update(changes)
    return {"data": {mutation: result}}


@pytest.mark.parametrize("mutation", PAYLOADS)
def test_healthy_payloads_are_left_alone(mutation: str) -> None:
    assert found(mutation, payload(mutation)) == []


@pytest.mark.parametrize("mutation", PAYLOADS)
def test_null_is_left_alone_where_null_is_allowed(mutation: str) -> None:
    silent = found(mutation, {"data": {mutation: None}})
    assert [id_ for id_, _ in silent if id_.startswith("shape.")] == []


def only(id_: str, level: Level | None = None) -> Found:
    return [(id_, level)]


BROKEN: dict[str, tuple[str, Any, Found]] = {
    "a list": ("acceptQuote", [], only("shape.top-level")),
    "a text": ("acceptQuote", "no", only("shape.top-level")),
    "an entry beside data": (
        "acceptQuote",
        {**payload("acceptQuote"), "status": 200},
        only("shape.top-level"),
    ),
    "nothing at all": ("acceptQuote", {}, only("shape.data-key")),
    "data null": ("acceptQuote", {"data": None}, only("shape.data-key")),
    "data a list": ("acceptQuote", {"data": []}, only("shape.data-key")),
    "no root": ("acceptQuote", {"data": {}}, only("shape.field-present")),
    "another root": (
        "acceptQuote",
        {"data": {"requestQuote": None}},
        [("shape.field-present", None), ("shape.no-extra-key", None)],
    ),
    "payload a list": ("acceptQuote", {"data": {"acceptQuote": [None]}}, only("shape.payload")),
    "payload a text": ("acceptQuote", {"data": {"acceptQuote": "done"}}, only("shape.payload")),
    "payload true": ("acceptQuote", {"data": {"acceptQuote": True}}, only("shape.payload")),
    "object a text": ("acceptQuote", payload("acceptQuote", supplyContracts="c"), only("shape.payload")),
    "object a list": ("acceptQuote", payload("acceptQuote", supplyContracts=[]), only("shape.list")),
    "field missing": ("acceptQuote", payload("acceptQuote", "preSignedKey"), only("shape.field-present")),
    "nested field missing": (
        "acceptQuote",
        payload("acceptQuote", "supplyContracts", "ratio"),
        only("shape.field-present"),
    ),
    "key not asked for": ("acceptQuote", payload("acceptQuote", debug=1), only("shape.no-extra-key")),
    "nested key not asked for": (
        "acceptQuote",
        payload("acceptQuote", "supplyContracts", "debug", value=1),
        only("shape.no-extra-key"),
    ),
    "text a number": ("acceptQuote", payload("acceptQuote", accountNumber=7), only("shape.text")),
    "text a list": ("acceptQuote", payload("acceptQuote", accountNumber=["A"]), only("shape.list")),
    "id a number": (
        "initiateProductSwitch",
        payload("initiateProductSwitch", productCode=7),
        only("shape.text"),
    ),
    "nested id a number": (
        "createContributionAgreement",
        payload("createContributionAgreement", "contributionAgreement", "id", value=7),
        only("shape.text"),
    ),
    "integer a text": (
        "createFormSubmission",
        payload("createFormSubmission", id="1"),
        only("shape.integer"),
    ),
    "integer 1.0": ("createFormSubmission", payload("createFormSubmission", id=1.0), only("shape.integer")),
    "integer true": ("createFormSubmission", payload("createFormSubmission", id=True), only("shape.integer")),
    "integer too great": (
        "createFormSubmission",
        payload("createFormSubmission", id=2**31),
        only("shape.int-range"),
    ),
    "number a text": (
        "updateCommsPreferences",
        payload("updateCommsPreferences", fontSizeMultiplier="1.5"),
        only("shape.number"),
    ),
    "number NaN": (
        "updateCommsPreferences",
        payload("updateCommsPreferences", fontSizeMultiplier=float("nan")),
        only("shape.number"),
    ),
    "boolean a text": (
        "forceReauthentication",
        payload("forceReauthentication", tokensInvalidated="true"),
        only("shape.boolean"),
    ),
    "boolean 1": (
        "forceReauthentication",
        payload("forceReauthentication", tokensInvalidated=1),
        only("shape.boolean"),
    ),
    "enum value unknown": (
        "linkUserToLine",
        payload("linkUserToLine", type="NOT_FOUND"),
        only("shape.enum-value"),
    ),
    "enum value a number": ("linkUserToLine", payload("linkUserToLine", type=1), only("shape.enum-value")),
    "no such day": (
        "initiateProductSwitch",
        payload("initiateProductSwitch", switchDate="2023-02-29"),
        only("shape.date"),
    ),
    "date in another order": (
        "initiateProductSwitch",
        payload("initiateProductSwitch", switchDate="01/02/2023"),
        only("shape.date"),
    ),
    "date-time for a date": (
        "initiateProductSwitch",
        payload("initiateProductSwitch", switchDate="2020-01-01T00:00:00Z"),
        only("shape.date"),
    ),
    "date-time without offset": (
        "forceReauthentication",
        payload("forceReauthentication", effectiveAt="2020-01-01T00:00:00"),
        only("shape.date-time", SHOULD),
    ),
    "date-time a date": (
        "forceReauthentication",
        payload("forceReauthentication", effectiveAt="2020-01-01"),
        only("shape.date-time"),
    ),
    "date-time a number": (
        "forceReauthentication",
        payload("forceReauthentication", effectiveAt=1577836800),
        only("shape.date-time"),
    ),
    "date-time nobody documents": (
        "createContributionAgreement",
        payload("createContributionAgreement", "contributionAgreement", "activeFrom", value="yesterday"),
        only("shape.date-time", SHOULD),
    ),
    "no time": (
        "acceptQuote",
        payload("acceptQuote", "supplyContracts", "opensAt", value="8 o'clock"),
        only("shape.time", SHOULD),
    ),
    "no decimal": (
        "acceptQuote",
        payload("acceptQuote", "supplyContracts", "ratio", value="1,5"),
        only("shape.decimal", SHOULD),
    ),
    "no uuid": ("requestQuote", payload("requestQuote", quoteRequestCode="abc123"), only("shape.uuid")),
    "uuid without hyphens": (
        "requestQuote",
        payload("requestQuote", quoteRequestCode="500c164d38c74f749ac6be210197e9e4"),
        only("shape.uuid"),
    ),
    "nested uuid": (
        "requestQuote",
        payload("requestQuote", "quotedSupplyPoints", "codes", value=["x"]),
        only("shape.uuid", SHOULD),
    ),
    "text that is no JSON": (
        "createFormSubmission",
        payload("createFormSubmission", content="{key}"),
        only("shape.json", SHOULD),
    ),
    "list a text": (
        "deviceRegistration",
        payload("deviceRegistration", registeredDeviceIds="abc123"),
        only("shape.list"),
    ),
    "list an object": (
        "deviceRegistration",
        payload("deviceRegistration", possibleErrors={"code": "KT-CT-4324", "message": None}),
        only("shape.list"),
    ),
    "list in a list": (
        "deviceRegistration",
        payload("deviceRegistration", registeredDeviceIds=[["abc123"]]),
        only("shape.list"),
    ),
    "item a number": (
        "deviceRegistration",
        payload("deviceRegistration", registeredDeviceIds=["a", 1]),
        only("shape.text"),
    ),
    "item null": (
        "createContributionAgreement",
        payload("createContributionAgreement", "contributionAgreement", "tags", value=["a", None]),
        only("shape.list-items"),
    ),
    "null for non-null": (
        "createContributionAgreement",
        payload("createContributionAgreement", "contributionAgreement", "id", value=None),
        only("shape.non-null"),
    ),
    "__typename of no member": (
        "linkUserToLine",
        {"data": {"linkUserToLine": {"__typename": "LineCommonError"}}},
        only("shape.typename"),
    ),
    "__typename a number": (
        "linkUserToLine",
        {"data": {"linkUserToLine": {"__typename": 1}}},
        only("shape.typename"),
    ),
    "__typename null": (
        "linkUserToLine",
        {"data": {"linkUserToLine": {"__typename": None}}},
        only("shape.non-null"),
    ),
    "fields of another member": (
        "linkUserToLine",
        payload("linkUserToLine", __typename="LineLinkRedirectResponse"),
        [("shape.field-present", None), ("shape.no-extra-key", None)],
    ),
    "foreign code in possibleErrors": (
        "requestQuote",
        payload("requestQuote", possibleErrors=[{"code": "KT-CT-3811", "message": None}]),
        only("shape.possible-errors"),
    ),
}


@pytest.mark.parametrize(("mutation", "body", "expected"), BROKEN.values(), ids=BROKEN)
def test_each_broken_promise_is_found_alone(mutation: str, body: Any, expected: Found) -> None:
    assert found(mutation, body) == expected


@pytest.mark.parametrize(
    ("mutation", "body"),
    [
        (
            "acceptQuote",
            payload("acceptQuote", supplyContracts={"__typename": "SupplyContractConnectionTypeConnection"}),
        ),
        ("forceReauthentication", payload("forceReauthentication")),
        (
            "createFormSubmission",
            payload("createFormSubmission", errors=[{"__typename": "SerializerFieldErrorsType"}]),
        ),
        (
            "createFormSubmission",
            payload("createFormSubmission", content=["any", 1], errors=None, id=2**40 - 2**40),
        ),
        ("linkUserToLine", {"data": {"linkUserToLine": {"__typename": "AlreadyLinkedError"}}}),
        (
            "updateAccountConsents",
            {"data": {"updateAccountConsents": {"possibleErrors": None, "consents": None}}},
        ),
        *(
            (
                "updateAccountConsents",
                {"data": {"updateAccountConsents": {"possibleErrors": None, "consents": each}}},
            )
            for each in ({"__typename": "ConsentType"}, [{"__typename": "ConsentType"}, None])
        ),
    ],
)
def test_healthy_payloads_are_left_alone_without_the_targets_schema(mutation: str, body: Any) -> None:
    assert found(mutation, body, with_schema=False) == []


WITHOUT_SCHEMA: dict[str, tuple[str, Any, Found]] = {
    "text a number": (
        "acceptQuote",
        payload("acceptQuote", supplyContracts=None, accountNumber=7),
        only("shape.text"),
    ),
    "opaque object a text": (
        "acceptQuote",
        payload("acceptQuote", supplyContracts="x"),
        only("shape.payload"),
    ),
    "opaque object a list": ("acceptQuote", payload("acceptQuote", supplyContracts=[]), only("shape.list")),
    "another name of an object's type": (
        "acceptQuote",
        payload("acceptQuote", supplyContracts={"__typename": "Contracts"}),
        only("shape.typename", SHOULD),
    ),
    "integer out of 32 bits": (
        "createFormSubmission",
        payload("createFormSubmission", errors=None, id=2**40),
        only("shape.int-range", SHOULD),
    ),
    "no member of the documented union": (
        "linkUserToLine",
        {"data": {"linkUserToLine": {"__typename": "LineCommonError"}}},
        only("shape.typename"),
    ),
}


@pytest.mark.parametrize(("mutation", "body", "expected"), WITHOUT_SCHEMA.values(), ids=WITHOUT_SCHEMA)
def test_broken_promises_are_found_without_the_targets_schema(
    mutation: str, body: Any, expected: Found
) -> None:
    assert found(mutation, body, with_schema=False) == expected


def test_an_alias_that_is_ignored() -> None:
    operation = Operation(
        "A", "mutation A { quote: acceptQuote(input: {}) { account: accountNumber } }", "quote"
    )
    healthy = {"data": {"quote": {"account": "A-1"}}}
    assert found("acceptQuote", healthy, operation=operation) == []
    assert "shape.alias" in judged(observe("acceptQuote", healthy, operation=operation))
    for broken in ({"quote": {"accountNumber": "A-1"}}, {"acceptQuote": {"account": "A-1"}}):
        assert found("acceptQuote", {"data": broken}, operation=operation) == only("shape.alias")


def test_only_what_came_up_is_judged() -> None:
    null = judged(observe("requestQuote", {"data": {"requestQuote": None}}))
    assert null == {"shape.top-level", "shape.data-key", "error.present"}
    value = judged(observe("requestQuote", payload("requestQuote")))
    assert {"shape.uuid", "shape.list", "shape.possible-errors", "shape.non-null"} <= value
    assert "error.present" not in value
    assert not {"shape.date", "shape.boolean", "shape.alias", "shape.number"} & value


@pytest.mark.parametrize(("sent", "count"), [('"text"', 0), ('{"a": "text"}', 1), ("{", 1), ('"other"', 1)])
def test_the_value_of_json_that_was_sent_as_text_is_right(sent: str, count: int) -> None:
    """A server may read the text, and answer with the JSON value that stands in it: here a text."""
    mutation = "createFormSubmission"
    case = request(mutation, variables={"input": {"content": sent}})
    observation = answered(case, payload(mutation, content="text"))
    assert len(violations_of("shape.json", observation)) == count


@pytest.mark.parametrize("status", [400, 401, 413, 502])
def test_a_gateway_that_refuses_a_request_is_no_graphql(status: int) -> None:
    assert judged(observe("acceptQuote", {"detail": "No."}, status=status)) == set()


def test_a_body_that_is_no_json_is_not_judged_here() -> None:
    assert judged(observe("acceptQuote", b"<html>")) == set()


def test_a_request_that_was_not_sent_in_the_usual_way_promises_no_shape_of_the_whole() -> None:
    seen = observe("acceptQuote", {"detail": "No."}, raw=RawRequest(body=b"{"))
    assert judged(seen) == set()


def test_violations_say_where_what_and_what_instead() -> None:
    ((_, violation),) = violations(observe("acceptQuote", payload("acceptQuote", accountNumber=7)))
    assert violation.path == ("data", "acceptQuote", "accountNumber")
    assert (violation.expected, violation.actual) == ("a JSON string", "7")


def test_a_great_value_is_shown_in_part() -> None:
    ((_, violation),) = violations(observe("acceptQuote", {"data": {"acceptQuote": "x" * 5000}}))
    assert len(violation.actual) == 200


BEHIND = Operation("Two", "mutation Two { first: __typename acceptQuote { accountNumber } }", "acceptQuote")
REFUSAL = {"message": "No.", "path": ["acceptQuote"], "extensions": {"errorCode": "KT-CT-1111"}}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"first": "Mutation", "acceptQuote": None}, []),
        ({"acceptQuote": None}, only("shape.field-present", SHOULD)),
        ({"first": "Mutation"}, only("shape.field-present")),
        ({}, only("shape.field-present") * 2),
        ({"other": None}, [*only("shape.field-present") * 2, ("shape.no-extra-key", None)]),
    ],
)
def test_a_refusal_without_the_key_of_the_mutation_is_found(data: Any, expected: Found) -> None:
    body = {"data": data, "errors": [REFUSAL]}
    shapes = [one for one in found("acceptQuote", body, operation=BEHIND) if one[0].startswith("shape.")]
    assert shapes == expected


def test_a_refusal_with_the_key_of_the_mutation_shows_no_fields() -> None:
    refused = {"data": {"acceptQuote": None}, "errors": [REFUSAL]}
    assert "shape.field-present" not in judged(observe("acceptQuote", refused))


def test_an_error_in_the_mutation_without_data_is_found() -> None:
    assert ("shape.data-key", None) in found("acceptQuote", {"errors": [REFUSAL]})
    assert ("shape.data-key", None) in found("acceptQuote", {"data": None, "errors": [REFUSAL]})
