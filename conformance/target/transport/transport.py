"""Puts requests on the wire as they are: nothing is added, followed or remembered."""

import ssl
import threading
import time
from collections.abc import Iterable
from functools import lru_cache
from typing import Protocol
from urllib.request import getproxies, proxy_bypass

import httpx

from kraken_conformance.model.exchange import Request, Response
from kraken_conformance.safety.address import Address, AddressError, parse_address
from kraken_conformance.safety.host_policy import Permission
from kraken_conformance.target.transport.http_client import DirectTransport, Reuse
from kraken_conformance.target.transport.kept_answers import KeptAnswers
from kraken_conformance.target.transport.limits import (
    OF_SERVER,
    Allowance,
    Bounds,
    decoded,
    require_bounded,
)
from kraken_conformance.target.transport.own_trouble import own_trouble

IDLE_SECONDS = 1.0
"""How long a connection is kept without a request.

Shorter than servers keep it (gunicorn 2 seconds; Node.js, Uvicorn and Apache 5): a request that meets the
end of a connection may or may not have been executed, and must not be sent again.
"""


class _Way(Protocol):
    """A transport of httpx whose exchanges can be ended from another thread."""

    def handle_request(self, request: httpx.Request) -> httpx.Response: ...

    def close(self) -> None: ...

    def abort(self) -> None: ...


class Transport:
    """Sends requests by transports of httpx, one for each thread and way to a target.

    A transport, and not a client: a client would keep the cookies of one case for the next, would take
    credentials from `.netrc`, and spends a third of the time of a request on what it does besides. Proxies are
    taken from the environment, as clients do, and once for each server: it may change while threads send.

    `verify` is the TLS context of all connections. Nothing is sent but where
    `permission` allows it; `sites` are addresses to which requests will go. `reuse` says whether a connection is
    used for more than one request.
    """

    def __init__(
        self,
        verify: ssl.SSLContext,
        permission: Permission,
        sites: Iterable[str] = (),
        *,
        reuse: Reuse | None = None,
    ) -> None:
        self._verify = verify
        self._permission = permission
        self.reuse = reuse or Reuse()
        self.kept = KeptAnswers()
        self._proxies: dict[str, str | None] = {}
        for url in sites:
            self._proxy_to(self._permitted(url))
        self._local = threading.local()
        self._transports: list[_Way] = []
        self._lock = threading.Lock()

    def transmit(self, request: Request, *, timeout: float, bounds: Bounds = OF_SERVER) -> Response:
        """Send a request once and return the response. Raises `httpx.HTTPError` where there is none.

        All of it, from connecting to the last byte of the answer, may take `timeout` seconds. The answer is read
        within `bounds`.
        """
        address = self._permitted(request.url)
        allowance = Allowance(timeout, bounds.size)
        sent = httpx.Request(
            request.method,
            _parsed(request.url),
            content=request.body or None,
            headers=[(name.encode(), value.encode()) for name, value in request.headers.items()],
            extensions={"timeout": _steps(timeout), "allowance": allowance, "address": address},
        )
        begun = time.perf_counter()
        transport = self._transport(self._proxy_to(address))
        try:
            answer = transport.handle_request(sent)
            try:
                content = _content(answer, bounds)
            finally:
                answer.close()
        except MemoryError as error:
            raise own_trouble(error) or error from None
        elapsed = time.perf_counter() - begun
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return self.kept.keep(Response(answer.status_code, headers, content, elapsed))

    def close(self) -> None:
        """Close every connection."""
        with self._lock:
            for transport in self._transports:
                transport.close()
            self._transports.clear()

    def abort(self) -> None:
        """End every exchange that is under way: each fails at once."""
        with self._lock:
            for transport in self._transports:
                transport.abort()

    def _permitted(self, url: str) -> Address:
        """Return the address to connect to. Raises `httpx.UnsupportedProtocol` where nothing may be sent."""
        try:
            address = parse_address(url)
        except AddressError as error:
            raise httpx.UnsupportedProtocol(f"{url}: {error}") from None
        if not self._permission.allows(address):
            raise httpx.UnsupportedProtocol(
                f"{address.origin} is not a server of this run: nothing is sent to it"
            )
        return address

    def _proxy_to(self, address: Address) -> str | None:
        if address.origin not in self._proxies:
            self._proxies[address.origin] = proxy_to(address)
        return self._proxies[address.origin]

    def _transport(self, proxy: str | None) -> _Way:
        known: dict[str | None, _Way] = self._local.__dict__.setdefault("transports", {})
        if proxy not in known:
            known[proxy] = self._new_transport(proxy)
            with self._lock:
                self._transports.append(known[proxy])
        return known[proxy]

    def _new_transport(self, proxy: str | None) -> _Way:
        if proxy is None:
            return DirectTransport(self._verify, IDLE_SECONDS, self.reuse)
        from kraken_conformance.target.transport.httpx_compat import ProxiedTransport

        return ProxiedTransport(self._verify, proxy, IDLE_SECONDS)


def _content(answer: httpx.Response, bounds: Bounds) -> bytes:
    """Return the decoded body of an answer. Raises `BeyondLimits` where it is too large, too deep or too rich."""
    content = b"".join(answer.iter_raw())
    if codings := answer.headers.get("content-encoding"):
        content = decoded(content, codings, bounds.size)
    require_bounded(content, bounds.values)
    return content


def proxy_to(address: Address) -> str | None:
    """Return the proxy that leads to an address, None where the way is direct.

    What is for this machine does not leave it.
    """
    if address.is_loopback or proxy_bypass(address.origin.partition("://")[2]):
        return None
    proxies = getproxies()
    proxy = proxies.get(address.scheme) or proxies.get("all")
    return proxy if proxy is None or "://" in proxy else f"http://{proxy}"


@lru_cache(maxsize=64)
def _parsed(url: str) -> httpx.URL:
    return httpx.URL(url)


@lru_cache(maxsize=8)
def _steps(timeout: float) -> dict[str, float | None]:
    return httpx.Timeout(timeout).as_dict()
