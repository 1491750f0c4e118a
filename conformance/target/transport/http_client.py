"""A transport of httpx for the direct way to a target, on the HTTP client of the standard library.

The transport that comes with httpx spends most of its time in a parser written in Python, and gives way to other
threads twice as often: with 64 requests in flight, that is what limits a run. docs/weather.md says which failures
are told apart, and why.
"""

from __future__ import annotations

import selectors
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection, IncompleteRead
from typing import Any

import httpx

_Selector: type[selectors.BaseSelector] = getattr(selectors, "PollSelector", selectors.SelectSelector)
"""`select` alone takes no more than 1,024 open files; it is all that Windows has."""

LONGEST_LINE = 65536
"""So many bytes of a header are read, as the standard library does."""


class _LineRecorder:
    """A file that remembers the last line that was read from it."""

    def __init__(self, file: Any) -> None:
        self.file = file
        self.last = b""

    def readline(self, limit: int = -1) -> bytes:
        """Read a line."""
        self.last = self.file.readline(limit)
        return self.last

    def __getattr__(self, name: str) -> Any:
        return getattr(self.file, name)


class _Answer(HTTPResponse):
    """A final response (RFC 9110, section 15.2) whose headers have come to their end.

    The standard library takes headers for whole where the connection ended in their midst, and any interim
    response but `100 Continue` for the final one.
    """

    def _read_status(self) -> tuple[str, int, str]:
        while True:
            version, status, reason = super()._read_status()  # type: ignore[misc]  # not in typeshed
            if not 101 < status < 200:
                return version, status, reason
            while self.fp.readline(LONGEST_LINE) not in (b"\r\n", b"\n", b""):
                pass

    def begin(self) -> None:
        """Read the status and the headers. Raises `IncompleteRead` where the connection ended in their midst."""
        lines: Any = _LineRecorder(self.fp)
        self.fp = lines
        super().begin()
        self.fp = lines.file
        if lines.last not in (b"\r\n", b"\n"):
            raise IncompleteRead(lines.last)


class DirectTransport(httpx.BaseTransport):
    """One connection, for the requests of one thread, kept for `idle` seconds between two of them.

    Nothing is added to a request but what httpx says of it, and nothing is sent a second time. Raises the
    exceptions of httpx.
    """

    def __init__(self, verify: ssl.SSLContext, idle: float) -> None:
        self._verify = verify
        self._idle = idle
        self._connection: HTTPConnection | None = None
        self._origin: tuple[str, str, int | None] | None = None
        self._used = 0.0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request and read its response to the end."""
        timeout = request.extensions["timeout"]
        try:
            with _failing_as(httpx.ConnectError, httpx.ConnectTimeout):
                connection = self._connected(request.url, timeout["connect"])
            with _failing_as(httpx.WriteError, httpx.WriteTimeout):
                _limit(connection, timeout["write"])
                whole = _send(connection, request)
            with _failing_as(httpx.ReadError, httpx.ReadTimeout):
                _limit(connection, timeout["read"])
                answer = connection.getresponse()
                content = answer.read()
        except httpx.TransportError:
            self.close()
            raise
        self._used = time.monotonic()
        if not whole:
            self.close()
        return _response(answer, content)

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connected(self, url: httpx.URL, timeout: float) -> HTTPConnection:
        origin = (url.scheme, url.host, url.port)
        if self._connection is not None and (origin != self._origin or not self._is_fresh(self._connection)):
            self.close()
        if self._connection is None:
            self._connection, self._origin = self._new(origin), origin
        if self._connection.sock is None:
            self._connection.timeout = timeout
            self._connection.connect()
        return self._connection

    def _is_fresh(self, connection: HTTPConnection) -> bool:
        """Whether the other end has neither closed the connection nor is about to, as far as can be known."""
        if connection.sock is None or time.monotonic() - self._used > self._idle:
            return False
        with _Selector() as selector:
            selector.register(connection.sock, selectors.EVENT_READ)
            return not selector.select(0)

    def _new(self, origin: tuple[str, str, int | None]) -> HTTPConnection:
        scheme, host, port = origin
        if scheme not in ("http", "https"):
            raise httpx.UnsupportedProtocol(f"{scheme}: only http and https are known")
        secure = scheme == "https"
        connection = (
            HTTPSConnection(host, port, context=self._verify) if secure else HTTPConnection(host, port)
        )
        connection.response_class = _Answer
        return connection


def _limit(connection: HTTPConnection, timeout: float) -> None:
    """Set the seconds that a step may take, where they are others than before: that costs a turn of the thread."""
    if connection.sock.gettimeout() != timeout:
        connection.sock.settimeout(timeout)


def _send(connection: HTTPConnection, request: httpx.Request) -> bool:
    """Send a request and return whether all of it was taken.

    A server may refuse a body before it has come to its end (RFC 9112, section 9.6): its answer counts then.
    """
    try:
        connection.putrequest(
            request.method, request.url.raw_path.decode("ascii"), skip_host=True, skip_accept_encoding=True
        )
        for name, value in request.headers.raw:
            connection.putheader(name.decode("ascii"), value)
    except ValueError as error:  # what no header or address can hold
        raise httpx.LocalProtocolError(str(error)) from error
    try:
        connection.endheaders(request.content or None)
    except ConnectionError:
        return False
    return True


def _response(answer: HTTPResponse, content: bytes) -> httpx.Response:
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in answer.getheaders()]
    return httpx.Response(answer.status, headers=headers, stream=httpx.ByteStream(content))


@contextmanager
def _failing_as(error: type[httpx.TransportError], timeout: type[httpx.TransportError]) -> Iterator[None]:
    """Turn the failures of the standard library into those of httpx."""
    try:
        yield
    except TimeoutError as failed:
        raise timeout(str(failed)) from failed
    except ConnectionError as failed:
        # A connection that the other end closed without a word counts to these, and to `HTTPException`.
        kind = httpx.RemoteProtocolError if isinstance(failed, HTTPException) else error
        raise kind(str(failed)) from failed
    except OSError as failed:
        raise error(str(failed)) from failed
    except HTTPException as failed:
        raise httpx.RemoteProtocolError(f"{type(failed).__name__}: {failed}") from failed
