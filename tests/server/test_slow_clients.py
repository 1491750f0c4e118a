"""A client that does not send what it announced is answered all the same, and its connection ends."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from kraken_conformance.server import create_app
from kraken_conformance.server.core import app
from kraken_conformance.spec import load_contract


def test_a_body_that_does_not_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "LONGEST_BODY", 0.01)
    sent: list[Any] = []
    first = iter([{"type": "http.request", "body": b"{", "more_body": True}])

    async def receive() -> Any:
        if (message := next(first, None)) is None:
            await asyncio.Event().wait()
        return message

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/v1/graphql/", "query_string": b"", "headers": []}
    asyncio.run(create_app(load_contract("oefr"))(scope, receive, send))
    assert sent[0]["status"] == 408
    assert (b"connection", b"close") in sent[0]["headers"]
    assert b"did not come within" in sent[1]["body"]
