from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from kraken_conformance.model.exchange import Request
from kraken_conformance.runner.findings.curl import curl

Received = list[tuple[str, str, dict[str, str], bytes]]


@pytest.fixture
def server() -> Iterator[tuple[str, Received]]:
    received: Received = []

    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            received.append((self.command, self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            self.send_response(204)
            self.end_headers()

        do_POST = do_GET = handle_any  # noqa: N815  # the names that http.server calls

        def log_message(self, *arguments: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as listening:
        thread = threading.Thread(target=listening.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{listening.server_port}", received
        listening.shutdown()
        thread.join()


@pytest.mark.parametrize(
    "body",
    [
        '{"a": "it\'s $HOME `x` \\\\ \\" é 𝒜\\n"}'.encode(),
        b"\xff\xfe\x00",
        b"@/etc/passwd",
        b"",
        b"x" * 4_000_000,
    ],
    ids=["quotes", "no text", "a file name", "empty", "huge"],
)
@pytest.mark.parametrize("method", ["POST", "GET"])
def test_the_command_sends_the_same_request(server: tuple[str, Received], body: bytes, method: str) -> None:
    url, received = server
    request = Request(
        method, f"{url}/graphql/?a=1&b='x'", {"Content-Type": "application/json", "X-A": "it's"}, body
    )
    subprocess.run(["bash", "-c", curl(request, token=None)], check=True, timeout=20)
    sent_method, path, headers, sent = received[0]
    assert (sent_method, sent) == (method, body)
    assert path == "/graphql/?a=1&b='x'"
    assert headers["x-a"] == "it's"
    assert headers["content-type"] == "application/json"
    assert "accept" not in headers


def test_the_token_comes_from_the_environment(server: tuple[str, Received]) -> None:
    url, received = server
    command = curl(Request("POST", url, {"Authorization": "secret"}, b"{}"), token="secret")
    assert "secret" not in command
    subprocess.run(
        ["bash", "-c", command],
        check=True,
        timeout=20,
        env={"KRAKEN_TOKEN": "other", "PATH": "/usr/bin:/bin"},
    )
    assert received[0][2]["authorization"] == "other"
    assert "content-type" not in received[0][2]
