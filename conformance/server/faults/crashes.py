"""Faults that a value of the input brings about: a status of 500 for text that is odd or long."""

import json
from collections.abc import Callable
from typing import Any

from kraken_conformance.server.faults.parts.fault import Fault, OnHttp
from kraken_conformance.server.faults.parts.input_needs import LIST
from kraken_conformance.server.http.web import Handler, HttpAnswer, HttpRequest, refuse

NULL_CHARACTER = "\u0000"
LONG = 10_000
MANY = 20
REFERRAL = "createReferral"

CLIENTS = {
    "input.valid-accepted": "500 does not say whether the input was refused",
    "auth.no-server-error": "such an input is sent without a good token too",
}


def _crash_where(holds: Callable[[Any], bool]) -> OnHttp:
    """Return a hook that fails where a variable holds a certain value, at any depth."""

    def around(request: HttpRequest, handler: Handler) -> HttpAnswer:
        try:
            found = json.loads(request.body)
        except (ValueError, RecursionError):
            return handler(request)
        waiting = [found.get("variables")] if isinstance(found, dict) else []
        while waiting:
            value = waiting.pop()
            if holds(value):
                return refuse(500, "Internal server error")
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
)
