"""The reference server answers in bounded time, whatever document it is sent."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from graphql import build_schema, get_introspection_query

from kraken_conformance.server import create_app
from kraken_conformance.server.core.app import with_cors
from kraken_conformance.server.execution.document_cache import prepare
from kraken_conformance.spec import load_contract

SCHEMA = build_schema("type Query { a: Int, b: Query } type Mutation { a: Int }")

COSTLY = {
    "aliases of the schema": "{"
    + " ".join(f"a{n}: __schema {{ types {{ name }} }}" for n in range(300))
    + "}",
    "one field for ever": "{" + " a" * 9_000 + "}",
    "many fields": "{" + " ".join(f"a{n}: a" for n in range(6_000)) + "}",
    "the schema in the schema": "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }",
    "deep": "{" + "b {" * 6_000 + "a" + "}" * 6_000 + "}",
    "tokens": "{" + " ".join(f"a{n}: a" for n in range(30_000)) + "}",
}


@pytest.mark.parametrize("name", COSTLY)
def test_a_costly_document_is_refused_before_it_is_validated(name: str) -> None:
    assert prepare(SCHEMA, COSTLY[name]).errors


@pytest.mark.parametrize(
    "document",
    [
        get_introspection_query(),
        "{" + " a" * 100 + "}",
        "{" + " ".join(f"a{n}: a" for n in range(1_000)) + "}",
    ],
)
def test_usual_documents_are_not(document: str) -> None:
    assert prepare(SCHEMA, document).errors == []


def headers_for(origins: list[str]) -> dict[bytes, bytes]:
    """Return the headers of the answer to a browser's question before a request."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b""}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "OPTIONS",
        "path": "/v1/graphql/",
        "query_string": b"",
        "headers": [(b"origin", b"http://localhost:3000"), (b"access-control-request-method", b"POST")],
    }
    app = with_cors(create_app(load_contract("oefr")), origins)
    asyncio.run(app(scope, receive, send))  # type: ignore[arg-type]
    return dict(sent[0]["headers"])


def test_browsers_are_told_only_where_that_is_asked_for() -> None:
    assert b"access-control-allow-origin" not in headers_for([])
    assert headers_for(["http://localhost:3000"])[b"access-control-allow-origin"] == b"http://localhost:3000"
    assert b"access-control-allow-origin" not in headers_for(["http://other.example"])
