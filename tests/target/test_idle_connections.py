"""A connection that was idle for long is not used again: the server may be about to close it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from kraken_conformance.safety.host_policy import THIS_MACHINE
from kraken_conformance.target.client import TargetClient
from kraken_conformance.target.settings import TargetSettings
from kraken_conformance.target.transport import transport


class Answering(BaseHTTPRequestHandler):
    """Answers every request on the connection on which it came, and notes from which port."""

    protocol_version = "HTTP/1.1"
    ports: tuple[int, ...] = ()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        Answering.ports += (self.client_address[1],)
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def client() -> Iterator[TargetClient]:
    Answering.ports = ()
    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        client = TargetClient(
            TargetSettings({"API": f"http://127.0.0.1:{server.server_port}/"}, permission=THIS_MACHINE)
        )
        yield client
        client.close()
        server.shutdown()


def test_a_connection_is_used_again_but_not_after_it_was_idle(
    client: TargetClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "IDLE_SECONDS", 0.3)
    client.post("API", "{ __typename }")
    client.post("API", "{ __typename }")
    time.sleep(0.4)
    client.post("API", "{ __typename }")
    first, second, third = Answering.ports
    assert first == second != third
