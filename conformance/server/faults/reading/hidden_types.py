"""Faults in what introspection says of one type by its name."""

import json
from dataclasses import replace
from typing import Any

from graphql import (
    ArgumentNode,
    BooleanValueNode,
    DocumentNode,
    FieldNode,
    NameNode,
    Visitor,
    is_union_type,
    visit,
)

from kraken_conformance.server.faults.parts.fault import Fault, OnHttp, OnOperation
from kraken_conformance.server.faults.parts.needs import Need
from kraken_conformance.server.faults.reading.document_hooks import (
    changed_node,
    reading_fault,
)
from kraken_conformance.server.http.web import Handler, HttpAnswer, HttpRequest, encode


def _hides_types(kind: str) -> OnHttp:
    """Return a hook that finds no type of a kind by its name."""

    def around(request: HttpRequest, handler: Handler) -> HttpAnswer:
        answer = handler(request)
        if b"__type(" not in request.body:
            return answer
        body = json.loads(answer.body)
        found = (body.get("data") or {}).get("__type")
        if not isinstance(found, dict) or found.get("kind") != kind:
            return answer
        return replace(answer, body=encode({**body, "data": {**body["data"], "__type": None}}))

    return OnHttp(around)


def _hides_types_of_variables() -> OnHttp:
    """Return a hook that finds no type whose name a variable holds."""
    hidden = _hides_types("SCALAR"), _hides_types("INPUT_OBJECT")

    def around(request: HttpRequest, handler: Handler) -> HttpAnswer:
        if b"__type(name: $" not in request.body:
            return handler(request)
        scalars, inputs = (hook.around for hook in hidden)
        return scalars(request, lambda again: inputs(again, handler))

    return OnHttp(around)


def _on_fields_of_types() -> OnOperation:
    """Return a hook that asks for all fields of a type, where a document says nothing of the deprecated ones."""

    def apply(document: DocumentNode) -> DocumentNode:
        class Ask(Visitor):
            def enter_field(self, node: FieldNode, *_: Any) -> Any:
                if node.name.value != "fields" or node.arguments:
                    return None
                said = ArgumentNode(
                    name=NameNode(value="includeDeprecated"), value=BooleanValueNode(value=True)
                )
                return changed_node(node, arguments=(said,))

        asked: DocumentNode = visit(document, Ask())
        return asked

    return OnOperation(apply)


FAULTS: tuple[Fault, ...] = (
    reading_fault(
        "input-type-not-found-by-name",
        "type-by-name",
        "A type of input objects is not found by its name.",
        _hides_types("INPUT_OBJECT"),
    ),
    reading_fault(
        "type-not-found-by-variable",
        "type-by-name",
        "A type is not found where a variable holds its name.",
        _hides_types_of_variables(),
    ),
    reading_fault(
        "deprecated-fields-always-shown",
        "type-by-name",
        "The deprecated fields of a type come also where they are not asked for.",
        _on_fields_of_types(),
    ),
    Fault(
        "union-not-found-by-name",
        "document.type-by-name",
        "A union is not found by its name.",
        _hides_types("UNION"),
        needs=Need(
            "a union in its schema", lambda _, schema: any(map(is_union_type, schema.type_map.values()))
        ),
    ),
)
