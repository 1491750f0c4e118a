"""Servers that mean harm, on raw sockets: each kind is a function that is given a connection and the request on it."""

from __future__ import annotations

import gzip
import json
import re
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
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


def introspects(name: str, schema: Any) -> None:
    """Register a kind with a schema of its own."""

    def answer(connection: socket.socket, request: bytes) -> None:
        if b"IntrospectionQuery" in request:
            connection.sendall(http(json.dumps({"data": {"__schema": schema}})))
        else:
            connection.sendall(usual(request) or http('{"data": null, "errors": [{"message": "no"}]}'))

    answer.__name__ = name
    kind(answer)


def _for_ever(connection: socket.socket, piece: bytes, pause: float) -> None:
    until = time.monotonic() + FOR
    while time.monotonic() < until:
        connection.sendall(piece)
        time.sleep(pause)


@kind
def dribbled_body(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    _for_ever(connection, b" ", 0.05)


@kind
@on_mutations
def dribbled_body_of_mutations(connection: socket.socket, request: bytes) -> None:
    dribbled_body(connection, request)


@kind
def dribbled_header(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Own: ")
    _for_ever(connection, b"x", 0.05)


@kind
def endless_interim_responses(connection: socket.socket, request: bytes) -> None:
    _for_ever(connection, b"HTTP/1.1 102 Processing\r\n\r\n" * 50, 0.0)


@kind
def endless_trailers(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n")
    _for_ever(connection, b"X-Trailer: x\r\n" * 100, 0.0)


@kind
def endless_body(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    _for_ever(connection, b" " * 65536, 0.0)


@kind
def endless_chunks(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    _for_ever(connection, b"1\r\n \r\n" * 5000, 0.0)


_BOMB = gzip.compress(b" " * 300_000_000, 1)


@kind
def gzip_bomb(connection: socket.socket, request: bytes) -> None:
    connection.sendall(http(_BOMB, "Content-Encoding: gzip"))


@kind
def bomb_in_a_bomb(connection: socket.socket, request: bytes) -> None:
    connection.sendall(http(gzip.compress(_BOMB), "Content-Encoding: gzip, gzip"))


@kind
def huge_content_length(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 999999999999999999999999\r\n\r\n{}")
    time.sleep(FOR)


@kind
def large_content_length(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 4000000000\r\n\r\n{}")
    time.sleep(FOR)


@kind
def huge_chunk(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"f" * 40 + b"\r\n{}\r\n")
    time.sleep(FOR)


@kind
def negative_chunk(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\n{}\r\n0\r\n\r\n")


@kind
def many_headers(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n" + b"X-Own: x\r\n" * 100_000 + b"\r\n")


@kind
def long_status_line(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 " + b"O" * 1_000_000 + b"\r\n\r\n")


@kind
def not_http(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"\x16\x03\x01\x1b]0;owned\x07::error ::pwned\r\n::error ::again\r\n\r\n")
    connection.close()


@kind
def silent(connection: socket.socket, request: bytes) -> None:
    time.sleep(FOR)


@kind
@on_mutations
def silent_for_mutations(connection: socket.socket, request: bytes) -> None:
    time.sleep(FOR)


@kind
def closes_at_once(connection: socket.socket, request: bytes) -> None:
    connection.close()


@kind
def redirects_for_ever(connection: socket.socket, request: bytes) -> None:
    connection.sendall(http("", "Location: http://127.0.0.1:9/\x1b[2J", status="307 Temporary Redirect"))


says("two_answers_at_once", lambda request: b'{"data": null}' + http('{"data": {"late": 1}}'))
says("lone_surrogate", lambda request: json.dumps({"data": {root(request): {"\ud800": "\udfff"}}}))
says(
    "lone_surrogate_in_a_code",
    lambda request: (
        '{"data": null, "errors": [{"message": "\\ud800", "extensions": {"errorCode": "\\udfff"}}]}'
    ),
)
says("levels_900", lambda request: '{"data": ' + "[" * 900 + "]" * 900 + "}")
says("levels_190", lambda request: '{"data": {"' + root(request) + '":' + "[" * 180 + "]" * 180 + "}}")
says("levels_100000", lambda request: "[" * 100_000)
says("levels_of_objects", lambda request: '{"errors":' * 150 + "1" + "}" * 150)
says("a_million_values", lambda request: '{"data":[' + "[]," * 2_000_000 + "1]}")
says("long_message", lambda request: json.dumps({"data": None, "errors": [{"message": "a" * 1_000_000}]}))
says(
    "long_token",
    lambda request: json.dumps({"data": None, "errors": [{"message": "eyJ" * 300_000 + " SELECT" * 50_000}]}),
)
says(
    "many_errors",
    lambda request: json.dumps({"data": None, "errors": [{"message": "x", "extensions": {}}] * 20_000}),
)
says("numbers", lambda request: '{"data": {"x": 1e999, "y": ' + "9" * 5000 + ', "z": NaN, "e": -1e-999}}')
says("not_objects", lambda request: '{"data": 1, "errors": [[], 1, null, {"message": {}, "extensions": []}]}')
says(
    "terminal_escapes",
    lambda request: json.dumps(
        {
            "data": None,
            "errors": [
                {
                    "message": "\x1b]0;owned\x07\x1b[2J\r\n::error ::pwned\n::set-output name=x::y\u202e\x00",
                    "path": ["\x1b[31m", "\n::warning ::x"],
                    "extensions": {"errorCode": "\x1b[31m\n::error ::code", "errorType": "\r\u2028"},
                }
            ],
        }
    ),
)
says(
    "token_in_a_code",
    lambda request: json.dumps(
        {
            "data": None,
            "errors": [{"message": "no", "extensions": {"errorCode": _header(request, b"authorization")}}],
        }
    ),
)
says(
    "token_as_a_name",
    lambda request: json.dumps(
        {"data": {_header(request, b"authorization"): 1, root(request): {"token": "data"}}}
    ),
)


def _header(request: bytes, name: bytes) -> str:
    found = re.search(rb"(?i)\r\n" + name + rb": *([^\r]*)", request)
    return found[1].decode("latin-1") if found else "none"


def _object(name: str, *fields: Any) -> dict[str, Any]:
    return {"kind": "OBJECT", "name": name, "fields": list(fields), "interfaces": []}


def _type(name: str, kind_: str = "INPUT_OBJECT") -> dict[str, Any]:
    return {"kind": "NON_NULL", "name": None, "ofType": {"kind": kind_, "name": name, "ofType": None}}


def _schema(*types: Any, mutation: str = "selfReading", input_: str = "SelfReadingInput") -> dict[str, Any]:
    scalar = {"kind": "SCALAR", "name": "String"}
    field = {
        "name": mutation,
        "args": [{"name": "input", "type": _type(input_), "defaultValue": None}],
        "type": {"kind": "SCALAR", "name": "String", "ofType": None},
        "isDeprecated": False,
    }
    query = {"name": "x", "args": [], "type": {"kind": "SCALAR", "name": "String"}, "isDeprecated": False}
    return {
        "queryType": {"name": "Query"},
        "mutationType": {"name": "Mutation"},
        "subscriptionType": None,
        "directives": [],
        "types": [_object("Query", query), _object("Mutation", field), scalar, *types],
    }


def _input(name: str, *fields: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    made = [{"name": field, "type": type_, "defaultValue": None} for field, type_ in fields]
    return {"kind": "INPUT_OBJECT", "name": name, "inputFields": made}


introspects("schema_that_is_none", {"types": 1})
introspects("schema_without_types", {**_schema(), "types": []})
introspects("schema_of_nulls", {"types": [None], "queryType": None, "directives": None})
introspects("schema_with_a_missing_type", _schema())
introspects("cycle_of_inputs", _schema(_input("SelfReadingInput", ("own", _type("SelfReadingInput")))))
introspects(
    "empty_enum",
    _schema(
        _input("SelfReadingInput", ("kind", _type("Nothing", "ENUM"))),
        {"kind": "ENUM", "name": "Nothing", "enumValues": []},
    ),
)
introspects("empty_input", _schema({"kind": "INPUT_OBJECT", "name": "SelfReadingInput", "inputFields": []}))
introspects(
    "names_that_are_none",
    _schema(_input("SelfReadingInput", ("\ud800\n::error", {"kind": "SCALAR", "name": "String"}))),
)
introspects(
    "wrong_default",
    _schema(
        {
            "kind": "INPUT_OBJECT",
            "name": "SelfReadingInput",
            "inputFields": [
                {"name": "a", "type": {"kind": "SCALAR", "name": "String"}, "defaultValue": "{{{" + "[" * 500}
            ],
        }
    ),
)
introspects("unknown_kinds", _schema({"kind": "THING", "name": "SelfReadingInput"}))


@kind
@on_mutations
def late_second_answer(connection: socket.socket, request: bytes) -> None:
    connection.sendall(http('{"data": null, "errors": [{"message": "no"}]}'))
    time.sleep(0.05)
    connection.sendall(http('{"data": {"late": 1}}'))
