"""Healthy servers with legal but unusual habits: nothing that decides is found, and the verdict is green.

Habits that do not meet are tried together, each group on a server of its own.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kraken_conformance.server.http.web import HttpAnswer
from tests.end_to_end.refusals.gateway import Asked, Before, gateway, refused, run

Change = Callable[[HttpAnswer], HttpAnswer]
OfErrors = Callable[[dict[str, Any]], None]


def _json(found: HttpAnswer) -> dict[str, Any] | None:
    try:
        content = json.loads(found.body)
    except ValueError:
        return None
    return content if isinstance(content, dict) else None


def _with(found: HttpAnswer, content: Any, **form: Any) -> HttpAnswer:
    return HttpAnswer(found.status, json.dumps(content, **form).encode(), found.headers)


def cookies(found: HttpAnswer) -> HttpAnswer:
    own = {"Set-Cookie": "sid=abc; Path=/; HttpOnly", "Retry-After": "0", "Vary": "*", "Server": "x"}
    return HttpAnswer(found.status, found.body, {**found.headers, **own})


def other_case_and_parameters(found: HttpAnswer) -> HttpAnswer:
    declared = found.headers["content-type"].replace("application/json", "Application/JSON")
    declared = declared.replace("charset=utf-8", 'Charset="UTF-8"; v=1')
    return HttpAnswer(found.status, found.body, {"CONTENT-TYPE": declared})


def extensions_of_the_response(found: HttpAnswer) -> HttpAnswer:
    content = _json(found)
    return found if content is None else _with(found, {**content, "extensions": {"cost": {"asked": 1}}})


def members_in_another_order(found: HttpAnswer) -> HttpAnswer:
    content = _json(found)
    return found if content is None else _with(found, {key: content[key] for key in reversed(list(content))})


def pretty(found: HttpAnswer) -> HttpAnswer:
    content = _json(found)
    return found if content is None else _with(found, content, indent=2)


def escaped(found: HttpAnswer) -> HttpAnswer:
    content = _json(found)
    if content is None:
        return found
    return HttpAnswer(found.status, json.dumps(content).replace("/", "\\/").encode() + b"\r\n", found.headers)


def compressed(found: HttpAnswer) -> HttpAnswer:
    return HttpAnswer(found.status, gzip.compress(found.body), {**found.headers, "Content-Encoding": "gzip"})


def deflated(found: HttpAnswer) -> HttpAnswer:
    return HttpAnswer(
        found.status, zlib.compress(found.body), {**found.headers, "Content-Encoding": "deflate"}
    )


def always_200(found: HttpAnswer) -> HttpAnswer:
    readable = found.status in (400, 422) and _json(found) is not None
    return HttpAnswer(200, found.body, found.headers) if readable else found


def always_422(found: HttpAnswer) -> HttpAnswer:
    return HttpAnswer(422 if found.status == 400 else found.status, found.body, found.headers)


def null_data_beside_errors(found: HttpAnswer) -> HttpAnswer:
    content = _json(found)
    return found if content is None or "data" in content else _with(found, {"data": None, **content})


def the_first_error_alone(found: HttpAnswer) -> HttpAnswer:
    content = _json(found)
    if content is None or not isinstance(content.get("errors"), list):
        return found
    return _with(found, {**content, "errors": content["errors"][:1]})


def _of_errors(change: OfErrors, *, before_execution: bool) -> Change:
    """Return what changes the errors of an answer; where `before_execution`, those without a code alone."""

    def after(found: HttpAnswer) -> HttpAnswer:
        content = _json(found)
        errors = [] if content is None else content.get("errors")
        for error in errors if isinstance(errors, list) else ():
            if not (before_execution and "errorCode" in (error.get("extensions") or {})):
                change(error)
        return found if content is None else _with(found, content)

    return after


def more_members(error: dict[str, Any]) -> None:
    error.update(severity="ERROR", code="x", help="https://example.com")


def no_locations(error: dict[str, Any]) -> None:
    error.pop("locations", None)


def masked(error: dict[str, Any]) -> None:
    error["message"] = "Bad request."


def path_of_the_variable(error: dict[str, Any]) -> None:
    error["path"] = ["variables", "input"]


def empty_extensions(error: dict[str, Any]) -> None:
    error.setdefault("extensions", {})


HABITS: dict[str, tuple[Change, ...]] = {
    "headers": (cookies, other_case_and_parameters, extensions_of_the_response, members_in_another_order),
    "indented and compressed": (pretty, compressed),
    "escaped and deflated": (escaped, deflated),
    "status 200": (always_200, null_data_beside_errors, the_first_error_alone),
    "status 422": (
        always_422,
        _of_errors(more_members, before_execution=False),
        _of_errors(no_locations, before_execution=False),
        _of_errors(empty_extensions, before_execution=True),
    ),
    "masked": (
        _of_errors(masked, before_execution=True),
        _of_errors(path_of_the_variable, before_execution=True),
    ),
}


@pytest.mark.parametrize("habits", HABITS.values(), ids=HABITS)
def test_a_healthy_server_that_answers_in_its_own_way(habits: tuple[Change, ...], tmp_path: Path) -> None:
    def after(_: Asked, found: HttpAnswer) -> HttpAnswer:
        for habit in habits:
            found = habit(found)
        return found

    with gateway(after=after) as target:
        ran = run(target, tmp_path, "--mutation", "updateUser", "--max-examples", "3")
    assert (ran.decided, ran.exit_code) == (set(), 0), ran.printed


TEXT = {"content-type": "text/plain"}


def no_get(asked: Asked) -> HttpAnswer | None:
    return HttpAnswer(405, b"", {"Allow": "POST"}) if asked.request.method == "GET" else None


def no_batch(asked: Asked) -> HttpAnswer | None:
    batch = asked.request.body.lstrip().startswith(b"[")
    return HttpAnswer(400, b"Operation batching disabled.", TEXT) if batch else None


def no_other_type(asked: Asked) -> HttpAnswer | None:
    declared = asked.request.headers.get("content-type", "")
    other = asked.request.method == "POST" and not declared.startswith("application/json")
    return HttpAnswer(415, b"", {}) if other else None


def no_request_without_name(asked: Asked) -> HttpAnswer | None:
    named = asked.content.get("operationName") or not asked.is_mutation
    return None if named else refused("operationName is required.", 400)


def no_signs_of_an_attack(asked: Asked) -> HttpAnswer | None:
    signs = (b"<script", b"' OR ", b"../", b"\\u0000", b"${", b"SELECT")
    page = b"<html><title>Blocked</title></html>"
    met = any(sign in asked.request.body for sign in signs)
    return HttpAnswer(403, page, {"content-type": "text/html"}) if met else None


def no_text_beyond_16_bits(asked: Asked) -> HttpAnswer | None:
    met = any(byte >= 0xF0 for byte in asked.request.body) or b"\\ud8" in asked.request.body
    return HttpAnswer(400, b"Bad Request", TEXT) if met else None


def no_long_address(asked: Asked) -> HttpAnswer | None:
    return HttpAnswer(414, b"Too long", TEXT) if len(asked.request.query) > 300 else None


def nobody_without_a_token(asked: Asked) -> HttpAnswer | None:
    known = not asked.is_mutation or "authorization" in asked.request.headers
    return None if known else HttpAnswer(401, b"Unauthorized", {**TEXT, "WWW-Authenticate": "Bearer"})


REFUSALS: dict[str, tuple[Before, ...]] = {
    "methods and types": (no_get, no_batch, no_other_type),
    "names": (no_request_without_name, no_long_address),
    "firewall": (no_signs_of_an_attack, no_text_beyond_16_bits),
    "gateway": (nobody_without_a_token,),
}


@pytest.mark.parametrize("refusing", REFUSALS.values(), ids=REFUSALS)
def test_a_healthy_server_that_refuses_some_requests(refusing: tuple[Before, ...], tmp_path: Path) -> None:
    def before(asked: Asked) -> HttpAnswer | None:
        return next((made for one in refusing if (made := one(asked)) is not None), None)

    with gateway(before) as target:
        ran = run(target, tmp_path, "--mutation", "updateUser", "--max-examples", "3")
    assert (ran.decided, ran.exit_code) == (set(), 0), ran.printed
