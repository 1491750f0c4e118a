"""Faults of introspection, a server's description of its own schema."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from kraken_conformance.server.faults.parts.fault import Fault, OnHttp
from kraken_conformance.server.http.web import Handler, HttpAnswer, HttpRequest, encode


def _of_schema(change: Callable[[dict[str, Any]], object], asked_for: bytes = b"possibleTypes") -> OnHttp:
    """Return a hook that changes the types in an answer to an introspection query that has some words in it."""

    def around(request: HttpRequest, handler: Handler) -> HttpAnswer:
        answer = handler(request)
        if asked_for not in request.body or b'"__schema"' not in answer.body:
            return answer
        body = json.loads(answer.body)
        for type_ in body["data"]["__schema"]["types"]:
            change(type_)
        return replace(answer, body=encode(body))

    return OnHttp(around)


def _lose_types_of_arguments(type_: dict[str, Any]) -> None:
    """Leave the types out of arguments, which the usual query asks for by a fragment in a fragment."""
    for argument in _input_values(type_):
        argument.pop("type", None)


def _implements_nothing(type_: dict[str, Any]) -> None:
    if type_.get("interfaces"):
        type_["interfaces"] = []


def _first_implementer_lost(type_: dict[str, Any]) -> None:
    if type_.get("kind") == "INTERFACE":
        type_["possibleTypes"] = type_["possibleTypes"][1:]


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
        _of_schema(_lose_types_of_arguments, b"fragment InputValue"),
    ),
    Fault(
        "schema-objects-implement-nothing",
        "schema.introspection",
        "The objects that an interface lists have no interfaces themselves.",
        _of_schema(_implements_nothing),
    ),
    Fault(
        "schema-implementer-not-listed",
        "schema.introspection",
        "An interface does not list the first of the objects that implement it.",
        _of_schema(_first_implementer_lost),
    ),
)
