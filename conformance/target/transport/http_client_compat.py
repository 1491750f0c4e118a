"""Private parts of http.client: how it reads the status and the headers of a response."""

import http.client
import re
from collections.abc import Callable
from http.client import HTTPMessage, HTTPResponse
from io import BufferedIOBase, BytesIO
from types import FunctionType
from typing import Any

from kraken_conformance.library_parts import has_part, private_part

LONGEST_LINE = 65536
"""Bytes of a header that are read at most, as the standard library does."""

_PLAIN = re.compile(r"([!-9;-~]+):[ \t]*([^\r\n]*)\r?\n")

has_part(
    "Python",
    "http.client:HTTPResponse._read_status",
    "an interim response other than `100 Continue` is taken for the final one",
)
_read_lines: Callable[..., list[bytes]] | None = private_part(
    "Python", "http.client:_read_headers", "the headers of responses are read more slowly"
)


def parse_headers(lines: BufferedIOBase, *limits: Any) -> HTTPMessage:
    """Return the headers that a response begins with, in a fifth of the time where each of them is one line.

    What else there is, the standard library reads: it uses its parser of e-mail for all. Raises `HTTPException` where
    they are too many, or one is too long.
    """
    message: HTTPMessage
    if _read_lines is None:
        message = http.client.parse_headers(lines, *limits)
        return message
    read = _read_lines(lines, *limits)
    message = HTTPMessage()
    for line in read[:-1]:
        plain = _PLAIN.fullmatch(line.decode("latin-1"))
        if plain is None:
            return http.client.parse_headers(BytesIO(b"".join(read)))
        message.set_raw(plain[1], plain[2])
    return message


def _with_names(function: Any, **names: Any) -> Any:
    """Return a function that finds these names where it looks for those of its module."""
    same = FunctionType(function.__code__, {**function.__globals__, **names}, argdefs=function.__defaults__)
    same.__kwdefaults__ = function.__kwdefaults__
    return same


class FinalResponse(HTTPResponse):
    """A final response (RFC 9110, section 15.2): the standard library takes any interim one but 100 for it."""

    begin = _with_names(HTTPResponse.begin, parse_headers=parse_headers)

    def _read_status(self) -> tuple[str, int, str]:
        while True:
            version, status, reason = super()._read_status()  # type: ignore[misc]  # not in typeshed
            if not 101 < status < 200:
                return version, status, reason
            while self.fp.readline(LONGEST_LINE) not in (b"\r\n", b"\n", b""):
                pass
