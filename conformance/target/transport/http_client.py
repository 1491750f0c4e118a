"""A transport of httpx for the direct way to a target, on the HTTP client of the standard library.

The transport that comes with httpx spends most of its time in a parser written in Python, and gives way to other
threads twice as often: with 64 requests in flight, that is what limits a run. docs/unreliable-targets.md says
which failures are distinguished, and why.
"""

import selectors
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, IncompleteRead
from io import BufferedReader, RawIOBase
from typing import Any

import httpx

from kraken_conformance.safety.address import Address
from kraken_conformance.target.transport.connecting import connected
from kraken_conformance.target.transport.http_client_compat import FinalResponse
from kraken_conformance.target.transport.limits import (
    MOST_IN_LINES,
    SHORTEST_LINE,
    Allowance,
    too_large,
    too_many_lines,
)
from kraken_conformance.target.transport.own_trouble import own_trouble

_Selector: type[selectors.BaseSelector] = getattr(selectors, "PollSelector", selectors.SelectSelector)
"""`select` alone takes no more than 1,024 open files; it is all that Windows has."""

PIECE = 65536
"""Bytes of a chunked body that are asked for at once."""

PRECISE = 1.05
"""The limit of a socket is set again where it is longer than the time that is left by this factor: that costs a turn
of the thread."""

WATCHED = 16
"""Connections that are kept, to see whether anything comes that was not asked for."""


@dataclass(slots=True)
class Reuse:
    """Whether connections to a target are used for more than one request, which all of its transports share.

    A server that sends more answers than it gets requests would have one of them taken for the answer to the
    request after it: from the first time on that is seen, each request has a connection of its own. Where
    `watched`, none is used again, so that whatever comes late is seen.
    """

    allowed: bool = True
    watched: bool = False
    unsolicited: bool = False

    def note_unsolicited(self) -> None:
        """Note that something came that was not asked for."""
        self.unsolicited, self.allowed = True, False


class _Incoming(RawIOBase):
    """What comes from a server, as long as the allowance of its exchange lasts. Nothing comes after `end`."""

    def __init__(self, connection: socket.socket, allowance: Allowance) -> None:
        self._socket = connection
        self._raw = connection.makefile("rb", buffering=0)
        self.allowance = allowance
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        """Read what has come, or wait for it."""
        if self._ended:
            return 0
        allowance = self.allowance
        left = allowance.left()
        limit = self._socket.gettimeout()
        if limit is None or limit > left * PRECISE:
            self._socket.settimeout(left)
        count = self._raw.readinto(buffer)
        allowance.take(count or 0)
        return count

    def end(self) -> None:
        """Read nothing more."""
        self._ended = True

    def close(self) -> None:
        if not self.closed:
            self._raw.close()
        super().close()


class _Reader(BufferedReader):
    """Knows the last line that was read, and in the end whether something is left.

    Lines are what stands around a body: status, headers of interim and final responses, sizes of chunks, trailers.
    """

    def __init__(self, raw: _Incoming) -> None:
        super().__init__(raw)
        self.incoming = raw
        self.last = b""
        self.surplus = False
        self._in_lines = 0

    def readline(self, size: int | None = -1, /) -> bytes:
        """Read a line. Raises `BeyondLimits` where the lines of an answer are more than are read."""
        self.last = super().readline(size)
        self._in_lines += max(len(self.last), SHORTEST_LINE)
        if self._in_lines > MOST_IN_LINES + self.incoming.allowance.taken / 2:
            raise too_many_lines()
        return self.last

    def close(self) -> None:
        if not self.closed:
            self.incoming.end()
            self.surplus = bool(self.peek(1))
        super().close()


class _Opened:
    """Stands for a socket, of which a response takes nothing but a file."""

    def __init__(self, reader: _Reader) -> None:
        self._reader = reader

    def makefile(self, mode: str) -> _Reader:
        """Return the file."""
        return self._reader


class _Answer(FinalResponse):
    """A response whose headers have come to their end: the standard library takes them for whole where the connection
    ended in their midst.
    """

    def begin(self) -> None:
        """Read the status and the headers. Raises `IncompleteRead` where the connection ended in their midst."""
        lines: Any = self.fp
        super().begin()
        if lines.last not in (b"\r\n", b"\n"):
            raise IncompleteRead(lines.last)

    def content(self, size: int) -> bytes:
        """Read the body. Raises `BeyondLimits` at once where a larger one is announced than is read."""
        if not self.chunked:
            if self.length is not None and self.length > size:
                raise too_large(size)
            return self.read()
        pieces = []
        while piece := self.read(PIECE):
            pieces.append(piece)
        return b"".join(pieces)


class _Connection(HTTPConnection):
    """A connection that sends a request in one piece, and reads its response within the allowance of the exchange."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(host, port)
        self.reader: _Reader | None = None
        self.fresh = True
        self._parts: list[bytes] = []

    def send(self, data: Any) -> None:
        """Keep a part of the request: the standard library sends headers and body one after the other."""
        self._parts.append(data)

    def send_all(self) -> None:
        """Send the parts of the request that were kept."""
        parts, self._parts = self._parts, []
        self.sock.sendall(b"".join(parts))

    def allow(self, allowance: Allowance) -> None:
        """Take the allowance for the next response."""
        opened = self.sock

        def response(_: Any, *arguments: Any, **words: Any) -> HTTPResponse:
            self.reader = _Reader(_Incoming(opened, allowance))
            return _Answer(_Opened(self.reader), *arguments, **words)  # type: ignore[arg-type]

        self.response_class = response  # type: ignore[assignment]


class DirectTransport(httpx.BaseTransport):
    """One connection, for the requests of one thread, kept for `idle` seconds between two of them.

    Nothing is added to a request but what httpx says of it, and nothing is sent a second time. The extensions of a
    request are the `address` to connect to, and the `allowance`: how long and how large the exchange may be. Raises
    the exceptions of httpx, and `OwnTrouble` where this machine is at fault.
    """

    def __init__(self, verify: ssl.SSLContext, idle: float, reuse: Reuse | None = None) -> None:
        self._verify = verify
        self._idle = idle
        self._reuse = reuse or Reuse()
        self._connection: _Connection | None = None
        self._address: Address | None = None
        self._used = 0.0
        self._watched: list[_Connection] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request and read its response to the end."""
        allowance: Allowance = request.extensions["allowance"]
        try:
            with _failing_as(httpx.ConnectError, httpx.ConnectTimeout):
                connection = self._connected(request.extensions["address"], allowance)
            with _failing_as(httpx.WriteError, httpx.WriteTimeout):
                _limit(connection.sock, allowance.left())
                whole = _send(connection, request)
            with _failing_as(httpx.ReadError, httpx.ReadTimeout, allowance):
                connection.allow(allowance)
                answer = connection.getresponse()
                content = answer.content(allowance.size)  # type: ignore[attr-defined]
            self._require_one_answer(connection)
        except BaseException:
            self.close()
            raise
        self._used = time.monotonic()
        connection.fresh = False
        if self._reuse.watched and connection.sock is not None:
            self._watch(connection)
        elif not whole or not self._reuse.allowed:
            self.close()
        return _response(answer, content)

    def close(self) -> None:
        """Close the connection."""
        for connection in self._watched:
            if connection.sock is not None and not _is_silent(connection.sock):
                self._reuse.note_unsolicited()
            connection.close()
        self._watched.clear()
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def abort(self) -> None:
        """End what is being waited for, from another thread."""
        connection = self._connection
        opened = None if connection is None else connection.sock
        if opened is not None:
            with suppress(OSError):
                opened.shutdown(socket.SHUT_RDWR)

    def _require_one_answer(self, connection: _Connection) -> None:
        """Raise where more came than one answer, and it cannot be known which one is that to this request."""
        if connection.reader is None or not connection.reader.surplus:
            return
        self._reuse.note_unsolicited()
        if not connection.fresh:
            raise httpx.RemoteProtocolError("more than one answer came to one request")

    def _watch(self, connection: _Connection) -> None:
        self._watched.append(connection)
        self._connection = None
        if len(self._watched) > WATCHED:
            self._watched.pop(0).close()

    def _connected(self, address: Address, allowance: Allowance) -> _Connection:
        kept, known = self._connection, self._address
        same = known is address or (known is not None and known.origin == address.origin)
        if kept is not None and not (same and self._is_usable(kept)):
            self.close()
        if self._connection is None or self._connection.sock is None:
            self._connection = self._new(address, allowance)
        self._address = address
        return self._connection

    def _is_usable(self, connection: _Connection) -> bool:
        """Whether the other end has neither closed the connection nor is about to, as far as can be known."""
        if connection.sock is None or time.monotonic() - self._used > self._idle or not self._reuse.allowed:
            return False
        with _Selector() as selector:
            selector.register(connection.sock, selectors.EVENT_READ)
            if not selector.select(0):
                return True
        if not _is_silent(connection.sock):
            self._reuse.note_unsolicited()
        return False

    def _new(self, address: Address, allowance: Allowance) -> _Connection:
        opened = connected(address, allowance)
        if address.scheme == "https":
            try:
                opened.settimeout(allowance.left())
                opened = self._verify.wrap_socket(opened, server_hostname=address.host)
            except BaseException:
                opened.close()
                raise
        connection = _Connection(address.host, address.port)
        connection.sock = opened
        return connection


def _is_silent(connection: socket.socket) -> bool:
    """Whether nothing but the end of the connection has come on it, and parts of TLS."""
    try:
        connection.settimeout(0)
        return not connection.recv(1)
    except (OSError, ValueError):
        return True


def _limit(connection: socket.socket, timeout: float) -> None:
    """Set the seconds that a step may take, where they differ from before: that costs a turn of the thread."""
    limit = connection.gettimeout()
    if limit is None or not timeout <= limit <= timeout * PRECISE:
        connection.settimeout(timeout)


def _send(connection: _Connection, request: httpx.Request) -> bool:
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
    connection.endheaders(request.content or None)
    try:
        connection.send_all()
    except (ConnectionError, ssl.SSLEOFError):
        return False
    return True


def _response(answer: HTTPResponse, content: bytes) -> httpx.Response:
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in answer.getheaders()]
    return httpx.Response(answer.status, headers=headers, stream=httpx.ByteStream(content))


@contextmanager
def _failing_as(
    error: type[httpx.TransportError],
    timeout: type[httpx.TransportError],
    allowance: Allowance | None = None,
) -> Iterator[None]:
    """Turn the failures of the standard library into those of httpx."""
    try:
        yield
    except TimeoutError as failed:
        if allowance is not None:
            raise allowance.passed() from failed
        raise timeout(str(failed)) from failed
    except ConnectionError as failed:
        # A connection that the other end closed without a word counts to these, and to `HTTPException`.
        kind = httpx.RemoteProtocolError if isinstance(failed, HTTPException) else error
        raise kind(str(failed)) from failed
    except (OSError, MemoryError) as failed:
        raise own_trouble(failed) or error(str(failed)) from failed
    except (HTTPException, ValueError, OverflowError) as failed:  # numbers that are none, or too large
        raise httpx.RemoteProtocolError(f"{type(failed).__name__}: {failed}") from failed
