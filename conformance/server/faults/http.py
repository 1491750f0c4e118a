"""Faults of HTTP: statuses, content types and bodies."""

import json
from codecs import BOM_UTF8
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qsl

from kraken_conformance.server.faults.parts.fault import Fault, OnHttp
from kraken_conformance.server.faults.parts.needs import Need
from kraken_conformance.server.http.web import JSON, Handler, HttpAnswer, HttpRequest, encode, refuse

EXAMPLE = "createReferral"

DEEP = 1_000
"""From this many brackets in one another, a careless parser gives up."""

NOTHING = HttpAnswer(200, b"", {"content-type": "text/html"})


def _of_successes(change: Callable[[HttpAnswer], HttpAnswer]) -> OnHttp:
    """Return a hook that changes the answers with data and without errors."""

    def around(request: HttpRequest, handler: Handler) -> HttpAnswer:
        answer = handler(request)
        return change(answer) if answer.body.startswith(b'{"data":{') else answer

    return OnHttp(around)


def _typed(content_type: str) -> Callable[[HttpAnswer], HttpAnswer]:
    return lambda answer: replace(answer, headers={**answer.headers, "content-type": content_type})


def _execute_get(request: HttpRequest, handler: Handler) -> HttpAnswer:
    if request.method != "GET":
        return handler(request)
    sent = dict(parse_qsl(request.query))
    body = {"query": sent.get("query"), "variables": json.loads(sent.get("variables") or "{}")}
    body["operationName"] = sent.get("operationName")
    headers = {**request.headers, "content-type": JSON}
    return handler(replace(request, method="POST", headers=headers, body=encode(body)))


BESIDE_A_QUERY = Need(
    "a name with which it is sent beside a query by GET", lambda mutation, _: mutation.turn(2) == 1
)


def _execute_get_of_several(request: HttpRequest, handler: Handler) -> HttpAnswer:
    return _execute_get(request, handler) if "operationName" in request.query else handler(request)


def _root_twice(answer: HttpAnswer) -> HttpAnswer:
    start = answer.body.index(b"{", 1)
    if answer.body[start + 1 : start + 2] != b'"':  # everything was skipped
        return answer
    root = answer.body[start + 1 : answer.body.index(b":", start) + 1]
    return _inserted(answer, start + 1, root + b"null,")


def _last_key_twice(answer: HttpAnswer) -> HttpAnswer:
    start = answer.body.rindex(b'{"')
    key = answer.body[start + 1 : answer.body.index(b":", start) + 1]
    return _inserted(answer, start + 1, key + b"null,")


def _inserted(answer: HttpAnswer, place: int, content: bytes) -> HttpAnswer:
    return replace(answer, body=answer.body[:place] + content + answer.body[place:])


def _usual_client(request: HttpRequest) -> bool:
    """Whether the client accepts more than one type: the audits, which ask for one, have faults of their own."""
    return request.method == "POST" and "," in request.headers.get("accept", "")


def _lenient_with_json(request: HttpRequest, handler: Handler) -> HttpAnswer:
    answer = handler(request)
    unreadable = answer.status == 400 and b"The body is not JSON" in answer.body
    return replace(answer, status=200) if unreadable and _usual_client(request) else answer


def _lenient_with_utf8(request: HttpRequest, handler: Handler) -> HttpAnswer:
    return handler(replace(request, body=request.body.decode("utf-8", "replace").encode()))


def _empty_for_huge(request: HttpRequest, handler: Handler) -> HttpAnswer:
    answer = handler(request)
    return NOTHING if answer.status == 413 else answer


def _deep(body: bytes) -> bool:
    return max(body.count(b"["), body.count(b"{")) >= DEEP


def _empty_for_deep(request: HttpRequest, handler: Handler) -> HttpAnswer:
    return NOTHING if _deep(request.body) else handler(request)


def _crash_on_deep(request: HttpRequest, handler: Handler) -> HttpAnswer:
    return refuse(500, "Internal server error") if _deep(request.body) else handler(request)


FAULTS = (
    Fault(
        "http-success-500",
        "http.no-server-error",
        "A success is answered with the status 500.",
        _of_successes(lambda answer: replace(answer, status=500)),
        EXAMPLE,
    ),
    Fault(
        "http-deep-body-500",
        "http.no-server-error",
        "A deeply nested body is answered with the status 500.",
        OnHttp(_crash_on_deep),
    ),
    Fault(
        "http-json-cut-short",
        "http.json",
        "The JSON of a success lacks its last character.",
        _of_successes(lambda answer: replace(answer, body=answer.body[:-1])),
        EXAMPLE,
    ),
    Fault(
        "http-json-byte-order-mark",
        "http.json",
        "The JSON of a success begins with a byte order mark.",
        _of_successes(lambda answer: replace(answer, body=BOM_UTF8 + answer.body)),
        EXAMPLE,
    ),
    Fault(
        "http-json-key-twice",
        "http.json",
        "In a success, data has the key of the mutation twice, first with null.",
        _of_successes(_root_twice),
        EXAMPLE,
    ),
    Fault(
        "http-json-nested-key-twice",
        "http.json",
        "In a success, the last object has its first key twice.",
        _of_successes(_last_key_twice),
        EXAMPLE,
    ),
    Fault(
        "http-content-type-html",
        "http.content-type",
        "A success is declared as HTML.",
        _of_successes(_typed("text/html; charset=utf-8")),
        EXAMPLE,
    ),
    Fault(
        "http-content-type-latin-1",
        "http.content-type",
        "A success is declared as JSON in Latin-1.",
        _of_successes(_typed("application/json; charset=iso-8859-1")),
        EXAMPLE,
    ),
    Fault(
        "http-success-400",
        "http.status",
        "A success is answered with the status 400.",
        _of_successes(lambda answer: replace(answer, status=400)),
        EXAMPLE,
    ),
    Fault(
        "http-mutation-by-get",
        "http.mutation-by-get",
        "A mutation by GET is executed.",
        OnHttp(_execute_get),
        EXAMPLE,
    ),
    Fault(
        "http-mutation-by-get-beside-a-query",
        "http.mutation-by-get",
        "A mutation by GET is executed where a query stands beside it.",
        OnHttp(_execute_get_of_several),
        "amendPayment",
        BESIDE_A_QUERY,
    ),
    Fault(
        "http-malformed-json-200",
        "http.malformed-json",
        "A body that is no JSON is answered with the status 200.",
        OnHttp(_lenient_with_json),
    ),
    Fault(
        "http-non-utf8-accepted",
        "http.non-utf8",
        "Bytes that are not UTF-8 are replaced and the request is executed.",
        OnHttp(_lenient_with_utf8),
    ),
    Fault(
        "http-huge-body-empty",
        "http.huge-body",
        "A body that is too large is answered with the status 200 and nothing.",
        OnHttp(_empty_for_huge),
    ),
    Fault(
        "http-deep-body-empty",
        "http.deep-body",
        "A deeply nested body is answered with the status 200 and nothing.",
        OnHttp(_empty_for_deep),
    ),
)
