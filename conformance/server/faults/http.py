"""Faults of HTTP: statuses, content types and bodies."""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qsl

from kraken_conformance.server.faults.fault import Fault, OnHttp
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
    headers = {**request.headers, "content-type": JSON}
    return handler(replace(request, method="POST", headers=headers, body=encode(body)))


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
        breaks="http.no-server-error",
        description="A success is answered with the status 500.",
        hook=_of_successes(lambda answer: replace(answer, status=500)),
        example=EXAMPLE,
    ),
    Fault(
        "http-deep-body-500",
        breaks="http.no-server-error",
        description="A deeply nested body is answered with the status 500.",
        hook=OnHttp(_crash_on_deep),
    ),
    Fault(
        "http-json-cut-short",
        breaks="http.json",
        description="The JSON of a success lacks its last character.",
        hook=_of_successes(lambda answer: replace(answer, body=answer.body[:-1])),
        example=EXAMPLE,
    ),
    Fault(
        "http-json-byte-order-mark",
        breaks="http.json",
        description="The JSON of a success begins with a byte order mark.",
        hook=_of_successes(lambda answer: replace(answer, body=BOM_UTF8 + answer.body)),
        example=EXAMPLE,
    ),
    Fault(
        "http-json-key-twice",
        breaks="http.json",
        description="In a success, data has the key of the mutation twice, first with null.",
        hook=_of_successes(_root_twice),
        example=EXAMPLE,
    ),
    Fault(
        "http-json-nested-key-twice",
        breaks="http.json",
        description="In a success, the last object has its first key twice.",
        hook=_of_successes(_last_key_twice),
        example=EXAMPLE,
    ),
    Fault(
        "http-content-type-html",
        breaks="http.content-type",
        description="A success is declared as HTML.",
        hook=_of_successes(_typed("text/html; charset=utf-8")),
        example=EXAMPLE,
    ),
    Fault(
        "http-content-type-latin-1",
        breaks="http.content-type",
        description="A success is declared as JSON in Latin-1.",
        hook=_of_successes(_typed("application/json; charset=iso-8859-1")),
        example=EXAMPLE,
    ),
    Fault(
        "http-success-400",
        breaks="http.status",
        description="A success is answered with the status 400.",
        hook=_of_successes(lambda answer: replace(answer, status=400)),
        example=EXAMPLE,
    ),
    Fault(
        "http-mutation-by-get",
        breaks="http.mutation-by-get",
        description="A mutation by GET is executed.",
        hook=OnHttp(_execute_get),
        example=EXAMPLE,
    ),
    Fault(
        "http-malformed-json-200",
        breaks="http.malformed-json",
        description="A body that is no JSON is answered with the status 200.",
        hook=OnHttp(_lenient_with_json),
    ),
    Fault(
        "http-non-utf8-accepted",
        breaks="http.non-utf8",
        description="Bytes that are not UTF-8 are replaced and the request is executed.",
        hook=OnHttp(_lenient_with_utf8),
    ),
    Fault(
        "http-huge-body-empty",
        breaks="http.huge-body",
        description="A body that is too large is answered with the status 200 and nothing.",
        hook=OnHttp(_empty_for_huge),
    ),
    Fault(
        "http-deep-body-empty",
        breaks="http.deep-body",
        description="A deeply nested body is answered with the status 200 and nothing.",
        hook=OnHttp(_empty_for_deep),
    ),
)
