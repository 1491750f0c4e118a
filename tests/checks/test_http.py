"""Each check of HTTP on answers made by hand: what it lets pass, what it reports, what it leaves alone."""

from __future__ import annotations

from typing import Any

import pytest

from kraken_conformance.model.case import Case, Credentials, Expectation, InputFault, RawRequest
from kraken_conformance.spec import Level
from tests.checks.answering import request
from tests.checks.conftest import REFUSED as REFUSED_PAGE
from tests.checks.conftest import USUAL, Judge

DATA = {"data": {"acceptQuote": {"numberOfAcceptedProducts": 1}}}
REFUSED = {"errors": [{"message": "no"}]}
G = "application/graphql-response+json"
HTML = "text/html"


def body_case(kind: str) -> Case:
    return Case(
        probe="http-requests",
        server="API",
        mutation=None,
        raw=RawRequest(body=b"x"),
        fault=InputFault(kind, (), "JSON", "broken"),
    )


BY_GET = Case(probe="mutation-by-get", server="API", mutation="acceptQuote", raw=RawRequest("GET"))


@pytest.mark.parametrize("status", [200, 294, 302, 404, 499])
def test_no_server_error_passes(judge: Judge, status: int) -> None:
    assert judge("http.no-server-error", status, b"") == []


@pytest.mark.parametrize("status", [500, 501, 503, 599])
@pytest.mark.parametrize("case", [BY_GET, USUAL])
def test_server_error_on_any_request(judge: Judge, status: int, case: Case) -> None:
    (violation,) = judge("http.no-server-error", status, b"", case=case) or []
    assert (violation.actual, violation.level) == (f"status {status}", None)


@pytest.mark.parametrize("kind", ["malformed-json", "non-utf8", "huge-body", "deep-body"])
def test_server_error_on_a_body_that_no_client_means_to_send_weighs_less(judge: Judge, kind: str) -> None:
    (violation,) = judge("http.no-server-error", 500, b"", case=body_case(kind)) or []
    assert violation.level is Level.SHOULD


@pytest.mark.parametrize(
    ("status", "body"),
    [(200, DATA), (400, REFUSED), (200, []), (404, b"null"), (200, '{"data": "é"}'.encode())],
)
def test_json_passes(judge: Judge, status: int, body: Any) -> None:
    assert judge("http.json", status, body) == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b'{"data": {"x": NaN}}',
        b'{"data": {"x": -Infinity}}',
        b'{"data": {"x": "\xe9"}}',
        '{"data": {}}'.encode("utf-16"),
        b'\xef\xbb\xbf{"data": {}}',
        b'{"data": {}} {}',
        b"{'data': {}}",
    ],
)
@pytest.mark.parametrize("status", [200, 302, 404])
def test_no_json(judge: Judge, status: int, body: bytes) -> None:
    assert len(judge("http.json", status, body) or []) == 1


@pytest.mark.parametrize(
    "body",
    [
        b'{"data": {"x": null, "x": 1}}',
        b'{"data": 1, "data": {}}',
        b'{"data": [{"a": {"k": 1, "b": 2, "k": 1}}]}',
    ],
)
def test_a_key_that_an_object_has_twice_weighs_less(judge: Judge, body: bytes) -> None:
    (violation,) = judge("http.json", 200, body) or []
    assert (violation.level, violation.expected) == (Level.SHOULD, "objects that have each key once")


def test_a_key_of_two_objects_is_in_each_once(judge: Judge) -> None:
    assert judge("http.json", 200, b'{"data": {"x": {"k": 1}, "y": {"k": 1}}, "extensions": {"k": 2}}') == []


def test_text_that_only_looks_like_a_foreign_number_is_json(judge: Judge) -> None:
    assert judge("http.json", 200, {"data": {"x": "NaN", "Infinity": 1}}) == []


@pytest.mark.parametrize("status", [401, 403, 413, 429, 500, 503])
def test_a_refusal_of_http_itself_need_not_be_json(judge: Judge, status: int) -> None:
    assert judge("http.json", status, b"<html>", content_type="text/html") is None


def test_a_refusal_of_http_that_calls_itself_json_may_be_of_a_gateway(judge: Judge) -> None:
    assert judge("http.json", 401, b"<html>", content_type="application/json") is None


@pytest.mark.parametrize("status", [200, 302, 404])
def test_a_page_is_from_somebody_else(judge: Judge, status: int) -> None:
    assert judge("http.json", status, b"<html>", content_type="text/html") is None
    assert (
        judge("http.no-server-error", status, b"<html>", content_type="text/html", control=REFUSED_PAGE)
        is None
    )


def valid(text: str, **changes: Any) -> Case:
    """Return a valid request with a text among its input."""
    sent = {"expectation": Expectation.ACCEPTED, "variables": {"input": {"note": [text]}}, **changes}
    return request("acceptQuote", **sent)


@pytest.mark.parametrize(
    "text", ["", "é", "Ada Lovelace", "2026-01-01T00:00:00+01:00", "a@b.example", "x" * 100]
)
@pytest.mark.parametrize("status", [200, 400, 404])
def test_a_page_for_plain_input(judge: Judge, status: int, text: str) -> None:
    (violation,) = (
        judge("http.no-page", status, b"<title>Oops</title>", case=valid(text), content_type=HTML) or []
    )
    assert (violation.level, violation.actual) == (None, f"{status} text/html, 'Oops'")
    assert judge("http.no-page", 200, DATA, case=valid(text)) == []


@pytest.mark.parametrize(
    "text",
    ["O'Brien", "<b>", "a--b", "../etc/passwd", "http://a", "x" * 101, "\u0000", "a;b", "\U0001d49c", "日本"],
)
def test_a_page_for_what_a_firewall_may_stop(judge: Judge, text: str) -> None:
    assert judge("http.no-page", 200, b"<html>", case=valid(text), content_type=HTML) is None


@pytest.mark.parametrize(
    "text",
    ["null", "NaN", "Update now", "4111111111111111", "DE89 3704 0044 0532 0130 00", "de89370400440532"],
)
def test_a_page_for_words_of_programs_and_numbers_of_accounts(judge: Judge, text: str) -> None:
    assert judge("http.no-page", 200, b"<html>", case=valid(text), content_type=HTML) is None


@pytest.mark.parametrize(
    ("content", "type_"),
    [({"detail": "Oops"}, "application/json"), (b"Oops", "text/plain"), ([], "application/problem+json")],
)
def test_what_is_no_page_of_html_in_the_place_of_an_answer(judge: Judge, content: object, type_: str) -> None:
    """With a status of success, others are about it: a body that is no JSON, or no GraphQL response."""
    assert judge("http.no-page", 400, content, case=valid("a"), content_type=type_)
    assert not judge("http.no-page", 200, content, case=valid("a"), content_type=type_)
    broken = judge("http.no-page", 400, b"{", case=valid("a"), content_type="application/json")
    assert not broken, "http.json is about that"
    of_graphql = judge("http.no-page", 400, {"errors": []}, case=valid("a"))
    assert not of_graphql, "GraphQL made it, wrongly"


@pytest.mark.parametrize("status", [302, 401, 403, 413, 429, 500, 503])
def test_a_page_with_a_status_of_a_gateway(judge: Judge, status: int) -> None:
    assert judge("http.no-page", status, b"<html>", case=valid("a"), content_type=HTML) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"expectation": Expectation.REJECTED},
        {"credentials": Credentials.NONE},
        {"raw": RawRequest(body=b"{}")},
    ],
)
def test_a_page_for_a_request_that_is_to_be_refused(judge: Judge, changes: dict[str, Any]) -> None:
    assert judge("http.no-page", 200, b"<html>", case=valid("a", **changes), content_type=HTML) is None


@pytest.mark.parametrize("kind", ["malformed-json", "non-utf8", "huge-body", "deep-body"])
def test_a_body_refused_like_a_plain_query_tells_nothing(judge: Judge, kind: str) -> None:
    case = body_case(kind)
    for status in (400, 404, 413):
        assert judge(f"http.{kind}", status, b"", case=case, control=REFUSED_PAGE) is None
        assert judge("http.no-server-error", status, b"", case=case, control=REFUSED_PAGE) is None


def test_a_mutation_by_get_refused_as_it_is_by_post_tells_nothing(judge: Judge) -> None:
    assert judge("http.mutation-by-get", 404, b"", case=BY_GET) == []
    assert judge("http.mutation-by-get", 404, b"", case=BY_GET, control=REFUSED_PAGE) is None
    assert judge("http.mutation-by-get", 405, REFUSED, case=BY_GET, control=REFUSED_PAGE) == []


def test_an_empty_answer_to_a_body_that_is_no_json_is_fine(judge: Judge) -> None:
    assert judge("http.json", 400, b"", case=body_case("malformed-json")) is None


@pytest.mark.parametrize(
    "header",
    ["application/json", "Application/JSON", "application/json; charset=UTF-8", G, f'{G};charset="utf-8"'],
)
def test_content_type_passes(judge: Judge, header: str) -> None:
    assert judge("http.content-type", 200, DATA, content_type=header) == []


@pytest.mark.parametrize(
    "header",
    ["text/html", "text/json", "application/json; charset=latin-1", "application/graphql+json", "", None],
)
def test_content_type_broken(judge: Judge, header: str | None) -> None:
    assert len(judge("http.content-type", 200, DATA, content_type=header) or []) == 1


@pytest.mark.parametrize("body", [b"<html>", {"message": "from a gateway"}])
def test_content_type_is_that_of_a_graphql_response(judge: Judge, body: Any) -> None:
    assert judge("http.content-type", 200, body, content_type="text/html") is None


def test_status_passes(judge: Judge) -> None:
    assert judge("http.status", 200, DATA) == []
    assert judge("http.status", 294, DATA, content_type=G) == []


@pytest.mark.parametrize(
    ("status", "header"), [(400, "application/json"), (202, "application/json"), (422, G)]
)
def test_status_broken(judge: Judge, status: int, header: str) -> None:
    assert len(judge("http.status", status, DATA, content_type=header) or []) == 1


@pytest.mark.parametrize(("status", "body"), [(400, REFUSED), (400, {"data": None, **REFUSED}), (500, DATA)])
def test_status_speaks_of_data(judge: Judge, status: int, body: Any) -> None:
    assert judge("http.status", status, body) is None


@pytest.mark.parametrize("status", [400, 404, 405, 422])
def test_mutation_by_get_refused(judge: Judge, status: int) -> None:
    assert judge("http.mutation-by-get", status, REFUSED, case=BY_GET) == []


@pytest.mark.parametrize("path", [["variables", "input"], ["query ByGet"], ["acceptQuote"]])
@pytest.mark.parametrize("data", [{}, {"data": None}, {"data": {}}])
def test_mutation_by_get_refused_with_a_path(judge: Judge, path: list[str], data: dict[str, Any]) -> None:
    """Some servers give every refusal a path, or an empty object beside it."""
    body = {**data, "errors": [{"message": "Send mutations by POST.", "path": path}]}
    assert judge("http.mutation-by-get", 405, body, case=BY_GET) == []
    (violation,) = judge("http.mutation-by-get", 200, body, case=BY_GET) or []
    assert (violation.level is None) is (path == ["acceptQuote"])


def test_a_refusal_with_a_code_is_one(judge: Judge) -> None:
    body = {"data": None, "errors": [{"message": "no", "extensions": {"errorCode": "KT-CT-1111"}}]}
    assert judge("http.mutation-by-get", 405, body, case=BY_GET) == []


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, {"data": {"__typename": "Mutation"}}),
        (200, {"data": {}}),
        (405, {"data": {"__typename": "Mutation"}}),
        (200, {"data": None, "errors": [{"message": "no", "path": ["acceptQuote"]}]}),
    ],
)
def test_mutation_by_get_executed(judge: Judge, status: int, body: Any) -> None:
    (violation,) = judge("http.mutation-by-get", status, body, case=BY_GET) or []
    assert violation.level is None


@pytest.mark.parametrize(("status", "body"), [(200, REFUSED), (200, b"<html>"), (302, b"")])
def test_mutation_by_get_refused_with_another_status_weighs_less(
    judge: Judge, status: int, body: Any
) -> None:
    (violation,) = judge("http.mutation-by-get", status, body, case=BY_GET) or []
    assert violation.level is Level.SHOULD


@pytest.mark.parametrize("status", [401, 403, 414, 429, 500])
def test_mutation_by_get_refused_for_another_reason_tells_nothing(judge: Judge, status: int) -> None:
    assert judge("http.mutation-by-get", status, b"", case=BY_GET) is None


@pytest.mark.parametrize("kind", ["malformed-json", "non-utf8"])
def test_body_that_cannot_be_read(judge: Judge, kind: str) -> None:
    case = body_case(kind)
    assert judge(f"http.{kind}", 400, b"", case=case) == []
    assert judge(f"http.{kind}", 500, b"", case=case) is None
    assert len(judge(f"http.{kind}", 200, REFUSED, case=case) or []) == 1
    assert judge(f"http.{kind}", 200, DATA) is None


@pytest.mark.parametrize("kind", ["huge-body", "deep-body"])
def test_body_that_is_too_much(judge: Judge, kind: str) -> None:
    case = body_case(kind)
    assert judge(f"http.{kind}", 413, b"", case=case) == []
    assert judge(f"http.{kind}", 200, REFUSED, case=case) == []
    assert judge(f"http.{kind}", 500, b"", case=case) is None
    assert len(judge(f"http.{kind}", 200, b"<html>", case=case) or []) == 1
    assert judge(f"http.{kind}", 200, DATA) is None
