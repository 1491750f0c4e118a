import http.client
from http.client import HTTPException
from io import BytesIO

import pytest

from kraken_conformance.target.transport.http_client_compat import parse_headers

WHOLE = [
    b"",
    b"\r\n",
    b"Content-Type: application/json\r\nContent-Length: 12\r\n\r\nrest",
    b"A:b\nA:  c \t\r\nEmpty:\r\na: D\r\n\r\n",
    b"Set-Cookie: a=b; Path=/\r\nSet-Cookie: c=\xe9\r\nX: \x00\x0b\x85\r\n\r\n",
    b"X: cut off",
    b"X: cut\r\n",
]
ODD = [
    b"Folded: a\r\n b\r\n\tc\r\nX: y\r\n\r\n",
    b" Begins: with a space\r\nX: y\r\n\r\n",
    b"no colon\r\nX: y\r\n\r\n",
    b": no name\r\nX: y\r\n\r\n",
    b"A b: c\r\nX: y\r\n\r\n",
    b"X: a\rb: c\r\nY: z\r\n\r\n",
    b"From somebody\r\nX: y\r\n\r\n",
    b"\xe9: a\r\nX: y\r\n\r\n",
]


@pytest.mark.parametrize("lines", WHOLE + ODD)
def test_headers_are_those_that_the_standard_library_reads(lines: bytes) -> None:
    ours, theirs = BytesIO(lines), BytesIO(lines)
    assert parse_headers(ours).items() == http.client.parse_headers(theirs).items()  # type: ignore[arg-type]
    assert ours.read() == theirs.read()


@pytest.mark.parametrize("lines", [b"A: b\r\n" * 101 + b"\r\n", b"A: " + b"b" * 70_000 + b"\r\n\r\n"])
def test_headers_without_end_are_refused(lines: bytes) -> None:
    with pytest.raises(HTTPException):
        parse_headers(BytesIO(lines))
