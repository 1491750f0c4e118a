"""Hooks that change documents before they are executed."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    parse,
)

from kraken_conformance.server.faults.parts.fault import Fault, OnHttp, OnOperation
from kraken_conformance.server.http.web import Handler, HttpAnswer, HttpRequest, encode

ROOTS = "root-fields"
DEFAULTS = "variable-defaults"
DIRECTIVES = "skip-include"

Body = dict[str, Any]

UNREADABLE = (ValueError, KeyError, TypeError, GraphQLError, RecursionError)
"""What comes of a body that holds no document."""


def on_body(change: Callable[[Body, list[OperationDefinitionNode]], Body]) -> OnHttp:
    """Return a hook that changes the parameters of a request, given the operations of its document."""

    def around(request: HttpRequest, handler: Handler) -> HttpAnswer:
        try:
            body = json.loads(request.body)
            document = parse(body["query"])
        except UNREADABLE:
            return handler(request)
        if not isinstance(body.get("operationName"), str | None) or not isinstance(
            body.get("variables"), dict | None
        ):
            return handler(request)
        operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
        changed = change(body, operations)
        return handler(request if changed is body else replace(request, body=encode(changed)))

    return OnHttp(around)


def changed_node(node: Any, **changes: Any) -> Any:
    """Return a copy of a node with some parts changed."""
    kept = {key: getattr(node, key, None) for key in node.keys}
    return type(node)(**{**kept, **changes})


def response_key(node: SelectionNode) -> str:
    """Return the key of a field in an answer; no text for a fragment."""
    return (node.alias or node.name).value if isinstance(node, FieldNode) else ""


def in_mutations(change: OnOperation) -> OnOperation:
    """Return the hook for documents with nothing but mutations."""

    def apply(document: DocumentNode) -> DocumentNode:
        operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
        mutating = all(node.operation is OperationType.MUTATION for node in operations)
        return change.change(document) if mutating else document

    return OnOperation(apply)


def reading_fault(
    id_: str, breaks: str, description: str, hook: OnHttp | OnOperation, also: str = ""
) -> Fault:
    """Return a fault that breaks a requirement on documents; those of `also` hold such a part too."""
    consequences = {f"document.{also}": "these documents hold such a part too"} if also else {}
    return Fault(id_, f"document.{breaks}", description, hook, also=consequences)
