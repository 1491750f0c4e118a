"""Faults that a value of the input brings about: a status of 500, or a page, for text that is odd or long."""

import json
from collections.abc import Callable
from typing import Any

from kraken_conformance.server.faults.parts.fault import Fault, OnHttp
from kraken_conformance.server.faults.parts.input_needs import LIST, OPTION
from kraken_conformance.server.http.web import Handler, HttpAnswer, HttpRequest, refuse

NULL_CHARACTER = "\u0000"
LONG = 10_000
MANY = 20
REFERRAL = "createReferral"
PAGE = b"<html><head><title>Oops</title></head><body>Something is broken.</body></html>"

CLIENTS = {
    "input.valid-accepted": "500 does not say whether the input was refused",
    "auth.no-server-error": "such an input is sent without a good token too",
}


def _crash_where(holds: Callable[[Any], bool]) -> OnHttp:
    """Return a hook that fails where a variable holds a certain value, at any depth."""
    return _instead_where(holds, lambda: refuse(500, "Internal server error"))


def _page_where(status: int, holds: Callable[[Any], bool]) -> OnHttp:
    """Return a hook that answers with a page where a variable holds a certain value, at any depth."""
    page = HttpAnswer(status, PAGE, {"content-type": "text/html; charset=utf-8"})
    return _instead_where(holds, lambda: page)


def _instead_where(holds: Callable[[Any], bool], answer: Callable[[], HttpAnswer]) -> OnHttp:
    def around(request: HttpRequest, handler: Handler) -> HttpAnswer:
        try:
            found = json.loads(request.body)
        except (ValueError, RecursionError):
            return handler(request)
        waiting = [found.get("variables")] if isinstance(found, dict) else []
        while waiting:
            value = waiting.pop()
            if holds(value):
                return answer()
            waiting += value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        return handler(request)

    return OnHttp(around)


CRASH_FAULTS: tuple[Fault, ...] = (
    Fault(
        "percent-sign-crashes",
        "http.no-server-error",
        "A percent sign in a text is answered with the status 500.",
        _crash_where(lambda value: isinstance(value, str) and "%" in value),
        REFERRAL,
        also=CLIENTS,
    ),
    Fault(
        "line-separator-crashes",
        "http.no-server-error",
        "U+2028 in a text is answered with the status 500.",
        _crash_where(lambda value: isinstance(value, str) and "\u2028" in value),
        REFERRAL,
        also=CLIENTS,
    ),
    Fault(
        "null-character-crashes",
        "http.no-server-error",
        "U+0000 in a text is answered with the status 500.",
        _crash_where(lambda value: isinstance(value, str) and NULL_CHARACTER in value),
        REFERRAL,
        also=CLIENTS,
    ),
    Fault(
        "long-text-crashes",
        "http.no-server-error",
        f"A text of more than {LONG:,} characters is answered with the status 500.",
        _crash_where(lambda value: isinstance(value, str) and len(value) > LONG),
        "updateMetadata",
        also=CLIENTS,
    ),
    Fault(
        "many-items-crash",
        "http.no-server-error",
        f"A list of more than {MANY} items is answered with the status 500.",
        _crash_where(lambda value: isinstance(value, list) and len(value) > MANY),
        "createGoodsPurchase",
        LIST,
        also=CLIENTS,
    ),
    Fault(
        "page-for-accents",
        "http.no-page",
        "A text with a letter that ASCII does not have is answered with a page.",
        _page_where(200, lambda value: isinstance(value, str) and not value.isascii()),
        REFERRAL,
    ),
    Fault(
        "other-json-for-pairs",
        "http.no-page",
        "A list of two items is answered by the framework, in JSON of its own.",
        _instead_where(
            lambda value: isinstance(value, list) and len(value) == 2,
            lambda: HttpAnswer(400, b'{"detail": "Bad Request"}', {"content-type": "application/json"}),
        ),
        "createGoodsPurchase",
        LIST,
    ),
    Fault(
        "page-for-nulls",
        "http.no-page",
        "A null among the input is answered with a page, as if it were malformed.",
        _page_where(400, lambda value: value is None),
        "setVehicleChargePreferences",
        OPTION,
    ),
)
