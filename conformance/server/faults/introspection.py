"""Faults of introspection, a server's description of its own schema."""

import json
from dataclasses import replace
from typing import Any

from kraken_conformance.server.faults.parts.fault import Fault, OnHttp
from kraken_conformance.server.http.web import Handler, HttpAnswer, HttpRequest, encode


def _lose_nested_fragments(request: HttpRequest, handler: Handler) -> HttpAnswer:
    """Leave the types out of arguments, which the usual query asks for by a fragment in a fragment."""
    answer = handler(request)
    if b"fragment InputValue" not in request.body or b'"__schema"' not in answer.body:
        return answer
    body = json.loads(answer.body)
    for type_ in body["data"]["__schema"]["types"]:
        for argument in _input_values(type_):
            argument.pop("type", None)
    return replace(answer, body=encode(body))


def _input_values(type_: dict[str, Any]) -> list[dict[str, Any]]:
    found = list(type_.get("inputFields") or ())
    for field in type_.get("fields") or ():
        found += field.get("args") or ()
    return found


INTROSPECTION_FAULTS = (
    Fault(
        "schema-introspection-nested-fragment",
        "schema.introspection",
        "What an introspection query asks for by a fragment within a fragment is left out.",
        OnHttp(_lose_nested_fragments),
    ),
)
