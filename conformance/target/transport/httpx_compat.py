"""A private part of httpx, by which what comes through a proxy has the same limits as what comes directly."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

import httpcore
import httpx

from kraken_conformance.library_parts import has_attribute
from kraken_conformance.target.transport.limits import MOST_IN_LINES, Allowance, too_many_lines

_WITHOUT = "what comes through a proxy has no limit but the time of each step"


class ProxiedTransport(httpx.HTTPTransport):
    """The way through a proxy, for the requests of one thread: each exchange within its `allowance`, an extension of
    the request. Raises the exceptions of httpx, of which `BeyondLimits` and `Unfinished` are some.
    """

    def __init__(self, verify: ssl.SSLContext, proxy: str, idle: float) -> None:
        super().__init__(verify=verify, proxy=proxy, limits=httpx.Limits(keepalive_expiry=idle))
        self._backend = _Backend()
        pool = getattr(self, "_pool", None)
        if has_attribute("httpx", pool, "_network_backend", _WITHOUT):
            pool._network_backend = self._backend  # type: ignore[union-attr]

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request and read the head of its response. The body is read afterwards."""
        self._backend.allowance = request.extensions["allowance"]
        self._backend.in_head = True
        answer = super().handle_request(request)
        self._backend.in_head = False
        return answer

    def abort(self) -> None:
        """End what is being waited for, from another thread."""
        for stream in tuple(self._backend.streams):
            opened: socket.socket | None = stream.get_extra_info("socket")
            if opened is not None:
                with suppress(OSError):
                    opened.shutdown(socket.SHUT_RDWR)


class _Backend(httpcore.NetworkBackend):
    """Opens connections that end with the allowance of the exchange that is under way."""

    def __init__(self) -> None:
        self._opens = httpcore.SyncBackend()
        self.allowance = Allowance(0)
        self.in_head = True
        self.streams: list[_Stream] = []

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        opened = self._opens.connect_tcp(host, port, self.left(), local_address, socket_options)
        return self.within_limits(opened)

    def within_limits(self, opened: httpcore.NetworkStream) -> _Stream:
        """Return a connection that reads within the allowance."""
        stream = _Stream(opened, self)
        self.streams.append(stream)
        return stream

    def left(self) -> float:
        """Return the seconds that are left. Raises `httpx.ReadTimeout` where there are none."""
        try:
            return self.allowance.left()
        except TimeoutError:
            raise self.allowance.passed() from None


class _Stream(httpcore.NetworkStream):
    def __init__(self, opened: httpcore.NetworkStream, backend: _Backend) -> None:
        self._opened = opened
        self._backend = backend

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        backend = self._backend
        try:
            found = self._opened.read(max_bytes, backend.left())
        except httpcore.ReadTimeout:
            raise backend.allowance.passed() from None
        backend.allowance.take(len(found))
        if backend.in_head and backend.allowance.taken > MOST_IN_LINES:
            raise too_many_lines()
        return found

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._opened.write(buffer, self._backend.left())

    def close(self) -> None:
        self._opened.close()
        if self in self._backend.streams:
            self._backend.streams.remove(self)

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secure = self._opened.start_tls(ssl_context, server_hostname, self._backend.left())
        self._backend.streams.remove(self)  # what is closed from here on is the secure one
        return self._backend.within_limits(secure)

    def get_extra_info(self, info: str) -> Any:
        return self._opened.get_extra_info(info)
