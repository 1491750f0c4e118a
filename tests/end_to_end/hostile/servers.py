"""Servers that mean harm, on raw sockets: each kind is a function that is given a connection and the request on it."""

from __future__ import annotations

import json
import re
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from threading import Thread
from typing import Any

Kind = Callable[[socket.socket, bytes], None]

KINDS: dict[str, Kind] = {}

FOR = 20.0
"""Seconds after which a server that never ends on its own gives up: longer than any run of a test may take."""


def kind(function: Kind) -> Kind:
    KINDS[function.__name__] = function
    return function


@contextmanager
def hostile(answer: Kind) -> Iterator[str]:
    """Give the address of a server that answers every request in the way of its kind."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:

        def accept() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    Thread(target=serve, args=(connection,), daemon=True).start()

        def serve(connection: socket.socket) -> None:
            with suppress(OSError), connection:
                while request := received(connection):
                    answer(connection, request)

        Thread(target=accept, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/graphql/"
        server.shutdown(socket.SHUT_RDWR)


def received(connection: socket.socket) -> bytes:
    """Return the next request, empty where there is none."""
    data = b""
    while b"\r\n\r\n" not in data:
        if not (more := connection.recv(65536)):
            return b""
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    found = re.search(rb"(?i)content-length: *(\d+)", head)
    left = (int(found[1]) if found else 0) - len(body)
    while left > 0:
        if not (more := connection.recv(65536)):
            return b""
        data += more
        left -= len(more)
    return data


def http(body: bytes | str, *headers: str, status: str = "200 OK") -> bytes:
    content = body.encode() if isinstance(body, str) else body
    lines = [
        f"HTTP/1.1 {status}",
        "Content-Type: application/json",
        f"Content-Length: {len(content)}",
        *headers,
    ]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + content


def is_mutation(request: bytes) -> bool:
    return b'"query":"mutation' in request.replace(b": ", b":")


def root(request: bytes) -> str:
    """Return the response key of the mutation of a request."""
    found = re.search(
        rb"\{\\n\s*(\w+)|\{\s*(\w+)", request.partition(b'"query"')[2].partition(b"mutation")[2]
    )
    return next((group.decode() for group in found.groups() if group), "x") if found else "x"


def usual(request: bytes) -> bytes | None:
    """Answer what a run asks beside mutations as a server does that keeps its schema to itself."""
    if is_mutation(request):
        return None
    if b"IntrospectionQuery" in request:
        return http('{"errors": [{"message": "Introspection is off."}]}')
    return http('{"data": {"__typename": "Query"}}')


def on_mutations(answer: Kind) -> Kind:
    """Mean harm only where a mutation is asked for."""

    def of_server(connection: socket.socket, request: bytes) -> None:
        plain = usual(request)
        if plain is None:
            answer(connection, request)
        else:
            connection.sendall(plain)

    of_server.__name__ = answer.__name__
    return of_server


def says(name: str, make: Callable[[bytes], str | bytes], *headers: str) -> None:
    """Register a kind whose answer to a mutation has a body that is made of the request."""

    def answer(connection: socket.socket, request: bytes) -> None:
        connection.sendall(http(make(request), *headers))

    answer.__name__ = name
    kind(on_mutations(answer))


def introspects(name: str, make: Callable[[], Any]) -> None:
    """Register a kind with a schema of its own, which is made when it is first asked for: some are large."""

    @cache
    def told() -> bytes:
        return http(json.dumps({"data": {"__schema": make()}}))

    def answer(connection: socket.socket, request: bytes) -> None:
        if b"IntrospectionQuery" in request:
            connection.sendall(told())
        else:
            connection.sendall(usual(request) or http('{"data": null, "errors": [{"message": "no"}]}'))

    answer.__name__ = name
    kind(answer)


def for_ever(connection: socket.socket, piece: bytes, pause: float) -> None:
    until = time.monotonic() + FOR
    while time.monotonic() < until:
        connection.sendall(piece)
        time.sleep(pause)


def header(request: bytes, name: bytes) -> str:
    found = re.search(rb"(?i)\r\n" + name + rb": *([^\r]*)", request)
    return found[1].decode("latin-1") if found else "none"
