"""What stands in front of a healthy server and answers in its place: firewalls, gateways, lazy servers, bad logins."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any

from graphql import (
    FieldNode,
    GraphQLError,
    OperationDefinitionNode,
    Visitor,
    execute_sync,
    visit,
)

from kraken_conformance.model.parsed_document import parsed_document
from kraken_conformance.server.execution.document_cache import prepare
from kraken_conformance.spec import Contract, load_contract

Instead = Callable[[int, bytes], bytes | None]

FIREWALL = (
    b"<!DOCTYPE html><html><head><title>ERROR: The request could not be satisfied</title></head>"
    b"<body><h1>403 ERROR</h1></body></html>"
)
NOT_FOUND = b"<html><head><title>404 Not Found</title></head><body><h1>nginx</h1></body></html>"


@dataclass(frozen=True, slots=True)
class Sent:
    """A request as a front sees it. `mutation` is the contract's mutation in it, None where there is none."""

    number: int
    path: str
    headers: Mapping[str, str]
    document: str
    mutation: str | None
    variables: Any

    @property
    def executed(self) -> bool:
        """Whether it asks for a mutation that is executed: valid, and not left out by directives."""
        if self.mutation is None:
            return False
        schema = contract().schema
        prepared = prepare(schema, self.document)
        if prepared.document is None:
            return not prepared.parses
        # All but __typename is null.
        data = execute_sync(schema, prepared.document, variable_values=self.variables or {}).data
        return data is None or None in data.values()

    @property
    def token(self) -> str | None:
        """The value of the Authorization header."""
        return self.headers.get("authorization")


@cache
def contract() -> Contract:
    return load_contract("oefr")


@cache
def _names() -> re.Pattern[str]:
    return re.compile(rf"[{{}}\s:]({'|'.join(contract().mutations)})\b")


def front(decide: Callable[[Sent], bytes | None]) -> Instead:
    """Return what a proxy asks, from a function that gets a request as a value."""

    def instead(number: int, message: bytes) -> bytes | None:
        return decide(_sent(number, message))

    return instead


def _sent(number: int, message: bytes) -> Sent:
    head, _, body = message.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    try:
        read = json.loads(body)
        document, variables = str(read.get("query") or ""), read.get("variables")
    except (ValueError, AttributeError, RecursionError):
        document, variables = "", None
    found = _names().search(document) if re.search(r"(^|[\s}])mutation\b", document) else None
    return Sent(
        number, first.split(" ")[1], headers, document, None if found is None else found[1], variables
    )


def answer(status: int, content_type: str, body: bytes) -> bytes:
    """Return the bytes of a response."""
    head = f"HTTP/1.1 {status} Said\r\ncontent-type: {content_type}\r\ncontent-length: {len(body)}\r\n\r\n"
    return head.encode() + body


def html(status: int, body: bytes = FIREWALL) -> bytes:
    return answer(status, "text/html", body)


def data(content: Any, status: int = 200) -> bytes:
    return answer(status, "application/json; charset=utf-8", json.dumps(content).encode())


def refusal(sent: Sent, code: str, message: str | None = None) -> bytes:
    """Return an error with a code, as the platform writes it: the field of the mutation is null where it is asked."""
    known = contract().error(code)
    said = message or (known.message if known is not None and known.message else "Refused.")
    extensions = {"errorCode": code, "errorType": "VALIDATION", "errorDescription": said}
    error: dict[str, Any] = {"message": said, "extensions": extensions}
    if not sent.executed:
        return data({"errors": [error]})
    content = {key: None if own else "Mutation" for key, own in _asked(sent)} or {root(sent): None}
    errors = [{**error, "path": [key]} for key, value in content.items() if value is None]
    return data({"errors": errors, "data": content})


def _asked(sent: Sent) -> Iterator[tuple[str, bool]]:
    """Yield the response keys of a mutation as they stand in its document, and whether each is its own field's."""
    with suppress(GraphQLError):
        for definition in parsed_document(sent.document).definitions:
            if isinstance(definition, OperationDefinitionNode) and definition.operation.value == "mutation":
                fields = [one for one in definition.selection_set.selections if isinstance(one, FieldNode)]
                if any(one.name.value == sent.mutation for one in fields):
                    yield from (
                        ((one.alias or one.name).value, one.name.value == sent.mutation) for one in fields
                    )


def root(sent: Sent) -> str:
    """Return the response key of the mutation in a request, wherever in the document it stands."""
    found: list[str] = []

    class Keys(Visitor):
        def enter_field(self, node: FieldNode, *_: Any) -> None:
            if node.name.value == sent.mutation:
                found.append((node.alias or node.name).value)

    with suppress(GraphQLError):
        visit(parsed_document(sent.document), Keys())
    return found[0] if found else str(sent.mutation)
