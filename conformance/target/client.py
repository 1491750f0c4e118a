"""Sends cases over HTTP and records what happened."""

from __future__ import annotations

import json
import ssl
import threading
import time
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from kraken_conformance.case import Case, Credentials
from kraken_conformance.exceptions import UsageError
from kraken_conformance.exchange import Exchange, Request, Response
from kraken_conformance.target.credentials import authorization
from kraken_conformance.target.pace import Pace
from kraken_conformance.target.settings import TargetSettings

ACCEPT = "application/graphql-response+json, application/json;q=0.9"
GATEWAY_STATUSES = frozenset({429, 502, 503, 504})
"""What proxies answer when the application did not: tried again before it counts as an answer."""

ATTEMPTS = 5
LONGEST_WAIT = 30.0

IDLE_SECONDS = 1.0
"""How long a connection is kept without a request.

Shorter than servers keep it (gunicorn 2 seconds; Node.js, Uvicorn and Apache 5): a request that meets the
end of a connection may or may not have been executed, and must not be sent again.
"""


class TargetClient:
    """Sends cases to one target. Safe to use from many threads: each has a connection of its own.

    Requests that never reached the application are tried again: a connection that was refused or
    that the server had already closed, and what a gateway answers in the application's place. Any
    other failure is recorded in the exchange, because nobody knows what the target has done.
    """

    def __init__(self, settings: TargetSettings) -> None:
        self.settings = settings
        self.started = time.monotonic()
        self.requests_sent = 0
        self._pace = Pace(settings.max_rps)
        self._verify = tls_context(settings.ca_file)
        self._local = threading.local()
        self._clients: list[httpx.Client] = []
        self._lock = threading.Lock()

    def send(self, case: Case) -> Exchange:
        """Send a case, after those that have to come before it, and return the exchange."""
        before = tuple(self.send(earlier) for earlier in case.before)
        request = self._request(case)
        started = time.monotonic() - self.started
        response, failure = self._exchange(request)
        sent = Request(request.method, str(request.url), dict(request.headers), request.content)
        return Exchange(case, sent, response, failure, started, before)

    def unsent(self, case: Case) -> Exchange:
        """Return the request of a case without sending it."""
        request = self._request(case)
        return Exchange(
            case, Request(request.method, str(request.url), dict(request.headers), request.content), None
        )

    def post(self, server: str, document: str, variables: dict[str, Any] | None = None) -> Exchange:
        """Send a query of the harness's own, such as introspection."""
        body = json.dumps({"query": document, "variables": variables or {}}).encode()
        case = Case(probe="preflight", server=server, mutation=None)
        request = self._build("POST", self.settings.sites[server], body, self._headers(case))
        response, failure = self._exchange(request)
        sent = Request(request.method, str(request.url), dict(request.headers), body)
        return Exchange(case, sent, response, failure)

    def close(self) -> None:
        """Close every connection."""
        with self._lock:
            for client in self._clients:
                client.close()
            self._clients.clear()

    @property
    def _client(self) -> httpx.Client:
        client: httpx.Client | None = getattr(self._local, "client", None)
        if client is None:
            client = httpx.Client(
                verify=self._verify,
                timeout=self.settings.timeout,
                follow_redirects=False,
                limits=httpx.Limits(keepalive_expiry=IDLE_SECONDS),
            )
            self._local.client = client
            with self._lock:
                self._clients.append(client)
        return client

    def _headers(self, case: Case) -> dict[str, str]:
        headers = {"Accept": ACCEPT, "Content-Type": "application/json", **dict(self.settings.headers)}
        token = authorization(case.credentials, self.settings.token)
        if token is not None:
            headers["Authorization"] = token
        elif case.credentials is Credentials.NONE:
            headers = {name: value for name, value in headers.items() if name.lower() != "authorization"}
        return headers | dict(case.headers)

    def _request(self, case: Case) -> httpx.Request:
        url, headers = self.settings.sites[case.server], self._headers(case)
        if case.raw is None:
            return self._build("POST", url, request_body(case), headers)
        for name, value in case.raw.headers:
            headers = {known: kept for known, kept in headers.items() if known.lower() != name.lower()}
            if value is not None:
                headers[name] = value
        if case.raw.query:
            url = str(httpx.URL(url).copy_merge_params(list(case.raw.query)))
        return self._build(case.raw.method, url, case.raw.body, headers)

    def _build(self, method: str, url: str, body: bytes, headers: dict[str, str]) -> httpx.Request:
        request = self._client.build_request(method, url, content=body or None, headers=headers)
        for name in ("Accept", "Content-Type"):  # what httpx would add of its own
            if not any(known.lower() == name.lower() for known in headers):
                request.headers.pop(name, None)
        return request

    def _exchange(self, request: httpx.Request) -> tuple[Response | None, str | None]:
        response: Response | None = None
        failure: str | None = None
        for attempt in range(ATTEMPTS):
            self._pace.wait()
            self.requests_sent += 1
            begun = time.perf_counter()
            try:
                answer = self._client.send(request)
            except httpx.TransportError as error:
                response, failure = None, describe(error)
                if not _never_arrived(error) or attempt == ATTEMPTS - 1:
                    break
                self._wait(_backoff(attempt))
                continue
            except httpx.HTTPError as error:
                return None, describe(error)
            elapsed = time.perf_counter() - begun
            headers = {name.lower(): value for name, value in answer.headers.items()}
            response, failure = Response(answer.status_code, headers, answer.content, elapsed), None
            if answer.status_code not in GATEWAY_STATUSES or attempt == ATTEMPTS - 1:
                break
            self._wait(_retry_after(headers.get("retry-after"), attempt))
        return response, failure

    def _wait(self, seconds: float) -> None:
        if seconds >= 1:
            self._pace.pause(seconds)
        time.sleep(seconds)


def request_body(case: Case) -> bytes:
    """Return the JSON body of a case that has an operation."""
    assert case.operation is not None, case
    content = {
        "query": case.operation.document,
        "operationName": case.operation.name,
        "variables": case.variables,
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def describe(error: httpx.HTTPError) -> str:
    """Say in words why there was no response."""
    text = str(error).strip()
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def tls_context(ca_file: str | None) -> ssl.SSLContext:
    """Return the usual TLS context, which verifies; with `ca_file`, trusting the authorities in it alone.

    Raises `UsageError` where the file holds none.
    """
    if ca_file is None:
        return httpx.create_ssl_context()
    try:
        return ssl.create_default_context(cafile=ca_file)
    except (OSError, ssl.SSLError) as error:
        raise UsageError(
            f"--ca {ca_file}: no certificate can be read from it ({error}). Give a PEM file."
        ) from None


def _never_arrived(error: httpx.TransportError) -> bool:
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout):
        return "CERTIFICATE_VERIFY_FAILED" not in str(error)
    # A kept connection that the server closed while it was idle: the request found nobody.
    return isinstance(error, httpx.RemoteProtocolError) and "without sending a response" in str(error)


def _backoff(attempt: int) -> float:
    return float(min(0.1 * 3**attempt, LONGEST_WAIT))


def _retry_after(header: str | None, attempt: int) -> float:
    if header is None:
        return _backoff(attempt)
    try:
        seconds = float(header)
    except ValueError:
        try:
            seconds = parsedate_to_datetime(header).timestamp() - time.time()
        except ValueError:
            return _backoff(attempt)
    return min(max(seconds, 0.0), LONGEST_WAIT)
