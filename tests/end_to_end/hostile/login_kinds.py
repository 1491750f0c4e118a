"""Servers whose login gives anything but a token that is good for anything."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable
from itertools import count
from typing import Any

from tests.end_to_end.hostile.servers import Kind, http, usual

LOGINS: dict[str, Kind] = {}

_count = count()


def gives(name: str, token: Callable[[], Any]) -> None:
    """Register a server whose login gives a token."""

    def answer(connection: socket.socket, request: bytes) -> None:
        if b"obtainKrakenToken" in request and b"__schema" not in request:
            connection.sendall(http(json.dumps({"data": {"obtainKrakenToken": {"token": token()}}})))
        else:
            connection.sendall(usual(request) or http('{"data": null, "errors": [{"message": "no"}]}'))

    LOGINS[name] = answer


gives("a word of evidence", lambda: "mutation")
gives("a verdict", lambda: "conformant")
gives("the name of a mutation", lambda: "selfReading")
gives("the id of a requirement", lambda: "error.code-declared")
gives("one letter", lambda: "a")
gives("nothing", lambda: "")
gives("a number", lambda: 12345)
gives("a list", lambda: [["a"]] * 1000)
gives("line ends", lambda: "abc12345\r\nX-Injected: 1\r\n\r\nGET / HTTP/1.1")
gives("half a character", lambda: "\ud800abcdefgh")
gives("what a terminal obeys", lambda: "\x1b]0;x\x07\x1b[2J\n::error ::x")
gives("another one each time", lambda: f"tok{next(_count):020d}")
gives("three schemes", lambda: "JWT JWT JWT eyJhbGciOiJub25lIn0.e30.")
gives("more than a header holds", lambda: "a" * 100_000)
gives("10 MB", lambda: "a" * 10_000_000)


def _silent(connection: socket.socket, request: bytes) -> None:
    time.sleep(20)


LOGINS["silence"] = _silent
