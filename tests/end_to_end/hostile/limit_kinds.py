"""Servers that ask to wait in odd ways, and whose answers name encodings, patterns and streams."""

from __future__ import annotations

import socket
from itertools import count

from tests.end_to_end.hostile.servers import for_ever, http, kind, on_mutations, says

_count = count()


def refuses(name: str, *headers: str, status: str = "429 Too Many Requests") -> None:
    """Register a kind that refuses mutations with one of some headers after another."""

    def answer(connection: socket.socket, request: bytes) -> None:
        connection.sendall(http("{}", headers[next(_count) % len(headers)], status=status))

    answer.__name__ = name
    kind(on_mutations(answer))


refuses("too_many_and_no_wait", "Retry-After: 0")
refuses("wait_of_5000_digits", "Retry-After: " + "9" * 5_000)
refuses("wait_until_the_year_9999", "Retry-After: Fri, 31 Dec 9999 23:59:59 GMT")
refuses(
    "waits_that_are_none",
    "Retry-After: Fri, 31 Dec 0001 23:59:59 -9999",
    "Retry-After: Thu, 32 Foo 2026 99:99:99 GMT",
    "Retry-After: 1e999",
    "X-RateLimit-Reset: " + "9" * 400,
    'RateLimit: "a";r=0;t=' * 2_000,
)
refuses("unavailable_for_a_day", "Retry-After: 86400", status="503 Service Unavailable")

CHARSETS = ("zip", "undefined", "unicode_escape", "idna", "utf-7", "base64", "hex", "../../x", "a" * 9_000)


@kind
@on_mutations
def charsets_that_are_none(connection: socket.socket, request: bytes) -> None:
    type_ = f"Content-Type: application/json; charset={CHARSETS[next(_count) % len(CHARSETS)]}"
    connection.sendall(
        f"HTTP/1.1 200 OK\r\n{type_}\r\nContent-Length: 13\r\n\r\n".encode() + b'{"data":null}'
    )


@kind
def an_event_stream(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
    for_ever(connection, b"event: next\ndata: {}\n\n", 0.2)


CODES = (
    "(a+)+$" * 50,
    "KT-CT-%s",
    "{0.__class__}",
    "=cmd|' /C calc'!A0",
    "[bold]x[/]",
    "[link=file:///etc]x",
)

says(
    "codes_as_patterns",
    lambda request: (
        '{"data": null, "errors": [{"message": "m", "extensions": {"errorCode": "'
        + CODES[next(_count) % len(CODES)]
        + '"}}]}'
    ),
)
