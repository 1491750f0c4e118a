"""What goes over the wire: the request as it was made, and nothing of the machine or of an earlier answer."""

from __future__ import annotations

import gzip
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import ClassVar

import pytest

from kraken_conformance.model.exchange import Request
from kraken_conformance.safety.host_policy import THIS_MACHINE, Permission
from kraken_conformance.target.transport.tls import tls_context
from kraken_conformance.target.transport.transport import Transport


@dataclass(frozen=True, slots=True)
class Received:
    """A request as the server saw it. Header names are as they were sent."""

    line: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(slots=True)
class Running:
    """A server on this machine, and all it received. It answers as a proxy too: to any address."""

    url: str
    received: list[Received] = field(default_factory=list)


class Handler(BaseHTTPRequestHandler):
    """Sets a cookie, redirects nobody, and answers with a compressed body."""

    protocol_version = "HTTP/1.1"
    received: ClassVar[list[Received]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.received.append(Received(self.requestline, tuple(self.headers.items()), body))
        content = gzip.compress(b'{"data": null}')
        self.send_response(302)
        self.send_header("Location", "/elsewhere")
        self.send_header("Set-Cookie", "session=1; Path=/")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_GET(self) -> None:
        self.do_POST()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[Running]:
    received: list[Received] = []
    handler = type("Noting", (Handler,), {"received": received})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as listening:
        Thread(target=listening.serve_forever, args=(0.01,), daemon=True).start()
        yield Running(f"http://127.0.0.1:{listening.server_port}", received)
        listening.shutdown()


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Iterator[Transport]:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    wire = Transport(tls_context(), Permission(("http://behind-a-proxy.invalid:80",)))
    yield wire
    wire.close()


def test_a_request_is_sent_as_it_is(server: Running, wire: Transport) -> None:
    wire.transmit(Request("POST", f"{server.url}/graphql/?a=b%20c", {"X-Own": "é"}, b"{}"), timeout=5)
    (seen,) = server.received
    assert seen.line == "POST /graphql/?a=b%20c HTTP/1.1"
    assert seen.body == b"{}"
    assert {name for name, _ in seen.headers} == {"Host", "Content-Length", "X-Own"}


def test_a_request_without_a_body_declares_none(server: Running, wire: Transport) -> None:
    wire.transmit(Request("GET", server.url, {}, b""), timeout=5)
    (seen,) = server.received
    assert seen.headers == (("Host", server.url.removeprefix("http://")),)


def test_an_answer_is_taken_as_it_came_but_for_its_compression(server: Running, wire: Transport) -> None:
    response = wire.transmit(Request("POST", server.url, {}, b"{}"), timeout=5)
    assert response.status == 302
    assert response.headers["location"] == "/elsewhere"
    assert response.body == b'{"data": null}'
    assert len(server.received) == 1


def test_no_case_sends_what_an_earlier_answer_set(server: Running, wire: Transport) -> None:
    for _ in range(2):
        wire.transmit(Request("POST", server.url, {}, b"{}"), timeout=5)
    assert all(name != "Cookie" for seen in server.received for name, _ in seen.headers)


def test_no_credentials_come_from_the_machine(
    server: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    wire = Transport(tls_context(), THIS_MACHINE)
    wire.transmit(Request("POST", server.url, {}, b"{}"), timeout=5)
    wire.close()
    (seen,) = server.received
    assert all(name != "Authorization" for name, _ in seen.headers)


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
def test_a_proxy_of_the_environment_is_used(
    server: Running, wire: Transport, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, server.url)
    address = "http://behind-a-proxy.invalid/graphql/"
    assert wire.transmit(Request("POST", address, {}, b"{}"), timeout=5).status == 302
    assert [seen.line for seen in server.received] == [f"POST {address} HTTP/1.1"]


def test_this_machine_is_reached_directly_whatever_the_environment_says(
    server: Running, wire: Transport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9/")
    assert wire.transmit(Request("POST", f"{server.url}/direct", {}, b"{}"), timeout=5).status == 302


def test_the_environment_may_change_while_requests_are_sent(
    server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", server.url)
    address = "http://behind-a-proxy.invalid/"
    wire = Transport(tls_context(), Permission(("http://behind-a-proxy.invalid:80",)), [address])
    over, interval = Event(), sys.getswitchinterval()

    def change() -> None:
        while not over.is_set():
            os.environ["CHANGES_ALL_THE_TIME"] = "1"
            del os.environ["CHANGES_ALL_THE_TIME"]

    changing = Thread(target=change)
    changing.start()
    sys.setswitchinterval(0.00001)
    try:
        for number in range(100):
            wire.transmit(Request("GET", f"{address}?query={number}", {}, b""), timeout=5)
    finally:
        sys.setswitchinterval(interval)
        over.set()
        changing.join()
        wire.close()
    assert len(server.received) == 100
