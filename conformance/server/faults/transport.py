"""Faults in HTTP itself: status, content type, body, methods, bodies that are no requests."""

from __future__ import annotations

import json
from dataclasses import replace
from urllib.parse import parse_qsl

from kraken_conformance.server.faults.fault import Fault, OnHttp
from kraken_conformance.server.web import Handler, HttpAnswer, HttpRequest, answer, encode

CRASH = {"errors": [{"message": "Internal Server Error"}]}
HUGE = 1 << 19
"""From how many bytes on a body is huge to these faults: half of what the healthy server takes."""

JSON_LOST = "what is no JSON is no response of GraphQL either"


def _crash_on_errors(request: HttpRequest, handler: Handler) -> HttpAnswer:
    found = handler(request)
    return answer(500, CRASH) if b'"errorCode"' in found.body else found


def _answer_html(request: HttpRequest, handler: Handler) -> HttpAnswer:
    return replace(handler(request), body=b"<!doctype html><title>OK</title>")


def _mislabel(request: HttpRequest, handler: Handler) -> HttpAnswer:
    found = handler(request)
    return replace(found, headers={**found.headers, "content-type": "text/html; charset=utf-8"})


def _answer_created(request: HttpRequest, handler: Handler) -> HttpAnswer:
    found = handler(request)
    return replace(found, status=201) if found.status == 200 else found


def _mutate_by_get(request: HttpRequest, handler: Handler) -> HttpAnswer:
    """Turn a GET into the POST that asks for the same."""
    if request.method != "GET":
        return handler(request)
    found = dict(parse_qsl(request.query, keep_blank_values=True))
    content: dict[str, object] = dict(found)
    for name in ("variables", "extensions"):
        if name in found:
            content[name] = json.loads(found[name])
    headers = {**request.headers, "content-type": "application/json"}
    return handler(HttpRequest("POST", request.path, "", headers, encode(content)))


def _is_json(body: bytes) -> bool:
    try:
        json.loads(body.decode("utf-8", "replace"))
    except ValueError:
        return False
    except RecursionError:
        return True
    return True


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_deep(body: bytes) -> bool:
    return max(body.count(b"["), body.count(b"{")) > 500


def _accept_if_not_json(request: HttpRequest, handler: Handler) -> HttpAnswer:
    bad = request.method == "POST" and _is_utf8(request.body) and not _is_json(request.body)
    return answer(200, {"errors": [{"message": "The body is not JSON."}]}) if bad else handler(request)


def _accept_if_not_utf8(request: HttpRequest, handler: Handler) -> HttpAnswer:
    bad = request.method == "POST" and not _is_utf8(request.body)
    return answer(200, {"errors": [{"message": "The body is not UTF-8."}]}) if bad else handler(request)


def _accept_if_huge(request: HttpRequest, handler: Handler) -> HttpAnswer:
    huge = len(request.body) > HUGE
    return answer(200, {"errors": [{"message": "Too much."}]}) if huge else handler(request)


def _accept_if_deep(request: HttpRequest, handler: Handler) -> HttpAnswer:
    deep = _is_deep(request.body)
    return answer(200, {"errors": [{"message": "Too deep."}]}) if deep else handler(request)


def _crash_if_deep(request: HttpRequest, handler: Handler) -> HttpAnswer:
    return answer(500, CRASH) if _is_deep(request.body) else handler(request)


def _crash_if_not_json(request: HttpRequest, handler: Handler) -> HttpAnswer:
    bad = request.method == "POST" and not _is_json(request.body)
    return answer(500, CRASH) if bad else handler(request)


TRANSPORT_FAULTS = (
    Fault(
        id="errors-crash",
        breaks="http.no-server-error",
        description="A declared error is answered with 500.",
        hook=OnHttp(_crash_on_errors),
        example="redeemLoyaltyPointsForAccountCredit",
    ),
    Fault(
        id="html-body",
        breaks="http.json",
        description="The body is HTML, whatever its content type says.",
        hook=OnHttp(_answer_html),
        example="addCampaignToAccount",
        also={
            "input.valid-accepted": JSON_LOST,
            "shape.top-level": JSON_LOST,
            "shape.data-key": JSON_LOST,
            "auth.no-token-code": JSON_LOST,
        },
    ),
    Fault(
        id="content-type-html",
        breaks="http.content-type",
        description="The content type is text/html.",
        hook=OnHttp(_mislabel),
        example="forceReauthentication",
    ),
    Fault(
        id="status-created",
        breaks="http.status",
        description="A response with data has the status 201.",
        hook=OnHttp(_answer_created),
        example="createContributionAgreement",
    ),
    Fault(
        id="mutation-by-get-executed",
        breaks="http.mutation-by-get",
        description="A mutation is executed by GET.",
        hook=OnHttp(_mutate_by_get),
    ),
    Fault(
        id="malformed-json-answered",
        breaks="http.malformed-json",
        description="A body that is no JSON is answered with 200.",
        hook=OnHttp(_accept_if_not_json),
    ),
    Fault(
        id="malformed-json-crashes",
        breaks="http.no-server-error",
        description="A body that is no JSON is answered with 500.",
        hook=OnHttp(_crash_if_not_json),
        also={
            "http.malformed-json": "500 is not 4xx",
            "http.non-utf8": "what is not UTF-8 is no JSON either",
        },
    ),
    Fault(
        id="non-utf8-answered",
        breaks="http.non-utf8",
        description="A body that is not UTF-8 is answered with 200.",
        hook=OnHttp(_accept_if_not_utf8),
    ),
    Fault(
        id="huge-body-answered",
        breaks="http.huge-body",
        description="A body of more than half a megabyte is answered with 200.",
        hook=OnHttp(_accept_if_huge),
    ),
    Fault(
        id="deep-body-answered",
        breaks="http.deep-body",
        description="A body nested more than 500 levels deep is answered with 200.",
        hook=OnHttp(_accept_if_deep),
    ),
    Fault(
        id="deep-body-crashes",
        breaks="http.no-server-error",
        description="A body nested more than 500 levels deep is answered with 500.",
        hook=OnHttp(_crash_if_deep),
        also={"http.deep-body": "500 is not 4xx"},
    ),
)
"""Every fault of HTTP but those of the audits."""
