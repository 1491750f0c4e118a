"""The reference server as an ASGI application."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, MutableMapping
from typing import Any

from kraken_conformance.server.core.handler import ReferenceServer
from kraken_conformance.server.execution.schema_draft import check_servable
from kraken_conformance.server.faults.planting import plant
from kraken_conformance.server.http.web import HttpAnswer, HttpRequest, refuse
from kraken_conformance.server.settings import ServerSettings
from kraken_conformance.spec import Contract

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


LONGEST_BODY = 30.0
"""Seconds that the body of a request may take to come."""

CLOSED = {"connection": "close"}


class App:
    """Reads a request, lets the reference server answer it, and sends the answer."""

    def __init__(self, server: ReferenceServer, settings: ServerSettings) -> None:
        self._server = server
        self._settings = settings

    def issue_token(self) -> str:
        """Return a new access token of this server, as its login would give."""
        return self._server.issue_token()

    def peer_token(self) -> str:
        """Return a token of another customer, who owns no account."""
        return self._server.peer_token()

    def expired_token(self) -> str:
        """Return a token that this server issued, and that has expired since."""
        return self._server.expired_token()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request of the ASGI server."""
        if scope["type"] == "lifespan":
            await _live(receive, send)
            return
        if scope["type"] != "http":
            return
        try:
            async with asyncio.timeout(LONGEST_BODY):
                body = await self._body(receive)
        except TimeoutError:
            late = refuse(408, f"The body did not come within {LONGEST_BODY:g} seconds.", headers=CLOSED)
            await _answer(late, send, with_body=scope["method"] != "HEAD")
            return
        found = self._server.handle(_request(scope, body))
        if self._settings.latency and self._server.site(scope["path"]) is not None:
            await asyncio.sleep(self._settings.latency)
        await _answer(found, send, with_body=scope["method"] != "HEAD")

    async def _body(self, receive: Receive) -> bytes:
        """Return the body of the request; of one that is too large, one byte more than is allowed.

        The rest is read all the same: a client that is still sending would not see the answer.
        """
        body = bytearray()
        more = True
        while more:
            message = await receive()
            more = message.get("more_body", False) and message["type"] == "http.request"
            body += message.get("body", b"")[: self._settings.max_body + 1 - len(body)]
        return bytes(body)


def create_app(contract: Contract, settings: ServerSettings | None = None) -> App:
    """Return the reference server of a contract as an ASGI application.

    Raises `UnknownFaultError` where the settings plant a fault that does not exist or does not fit.
    """
    settings = settings or ServerSettings()
    return App(create_handler(contract, settings), settings)


def with_cors(app: App, origins: Collection[str]) -> Application:
    """Return an application that tells browsers which origins may send requests; the same one where none may."""
    if not origins:
        return app
    from starlette.middleware.cors import CORSMiddleware

    return CORSMiddleware(
        app, allow_origins=list(origins), allow_methods=["GET", "POST"], allow_headers=["*"]
    )


def create_handler(contract: Contract, settings: ServerSettings | None = None) -> ReferenceServer:
    """Return the reference server of a contract apart from any web server.

    Raises as `create_app` does, and `UnservableContract` where no server can offer the contract.
    """
    settings = settings or ServerSettings()
    check_servable(contract)
    return ReferenceServer(contract, settings, plant(settings.faults, contract))


def _request(scope: Scope, body: bytes) -> HttpRequest:
    return HttpRequest(
        method=scope["method"],
        path=scope["path"],
        query=scope["query_string"].decode("latin-1"),
        headers={name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]},
        body=body,
    )


async def _answer(found: HttpAnswer, send: Send, *, with_body: bool) -> None:
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in found.headers.items()]
    headers.append((b"content-length", str(len(found.body)).encode()))
    await send({"type": "http.response.start", "status": found.status, "headers": headers})
    await send({"type": "http.response.body", "body": found.body if with_body else b""})


async def _live(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
