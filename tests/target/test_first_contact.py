"""What is said of a target that does not answer as a GraphQL server would: one cause each, with a real server."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from kraken_conformance.cli.main import main
from kraken_conformance.exceptions import TargetUnavailable
from kraken_conformance.safety.address import parse_address
from kraken_conformance.safety.host_policy import Permission
from kraken_conformance.target import first_contact
from kraken_conformance.target.client import TargetClient
from kraken_conformance.target.introspection import introspect
from kraken_conformance.target.settings import TargetSettings
from tests.interop.gateway import certificate

HTML = {"Content-Type": "text/html"}
JSON = {"Content-Type": "application/json"}


@contextmanager
def server(
    status: int = 200, headers: Mapping[str, str] = JSON, body: bytes = b"", tls: ssl.SSLContext | None = None
) -> Iterator[int]:
    """Answer everything with the same, and yield the port."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *args: Any) -> None:
            """A client that gives up is what these tests are about."""

    made = Quiet(("127.0.0.1", 0), Handler)
    if tls is not None:
        made.socket = tls.wrap_socket(made.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=made.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield made.server_port
    finally:
        made.shutdown()
        made.server_close()
        thread.join()


def secured(file: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def said(url: str, **settings: Any) -> str:
    """Return what is said of a target."""
    options = {"patience": 0.0, "timeout": 5.0, **settings}
    permission = Permission((parse_address(url).origin,))
    client = TargetClient(TargetSettings(sites={"API": url}, permission=permission, **options))
    try:
        with pytest.raises(TargetUnavailable) as failure:
            introspect(client, "API")
    finally:
        client.close()
    return str(failure.value)


ANSWERS: dict[str, tuple[int, Mapping[str, str], bytes, tuple[str, ...]]] = {
    "a redirection": (301, {"Location": "https://api.example.com/v1/graphql/"}, b"", (
        "status 301", "https://api.example.com/v1/graphql/", "give that address")),
    "a redirection to a login": (302, {"Location": "/login?next=/graphql"}, b"", ("/login?next=/graphql",)),
    "a redirection that is JSON": (308, {**JSON, "Location": "/v2"}, b'{"data": {}}', ("redirects to /v2",)),
    "a gateway that wants a token": (401, JSON, b'{"message":"Unauthorized"}', (
        "status 401", '{"message":"Unauthorized"}', "--token", "--header")),
    "a firewall": (403, HTML, b"<html><body>Request blocked. 0.ab12</body></html>", (
        "status 403", "Request blocked. 0.ab12", "--header")),
    "no such path": (404, HTML, b"<h1>Not Found</h1>", ("status 404", "nothing at /graphql", "Not Found")),
    "a path that is gone": (410, HTML, b"", ("status 410", "no body")),
    "a path for GET": (405, {**JSON, "Allow": "GET, HEAD"}, b'{"errors":[]}', ("takes no POST, but GET, HEAD",)),
    "a server that failed": (500, HTML, b"<h1>KeyError</h1>", ("status 500", "KeyError", "look at its log")),
    "a page": (200, HTML, b"<!DOCTYPE html><title>GraphiQL</title>", ("web page", "<title>GraphiQL</title>")),
    "a page that says it is JSON": (200, JSON, b"<html><p>Sign in</p></html>", ("web page", "Sign in")),
    "JSON of another kind": (200, JSON, b'{"status":"ok"}', ("JSON, and no GraphQL response", '{"status":"ok"}')),
    "a list": (200, JSON, b"[1,2]", ("JSON, and no GraphQL response", "[1,2]")),
    "text": (200, {"Content-Type": "text/plain"}, b"pong", ("no GraphQL response", "pong", "text/plain")),
    "nothing": (200, {}, b"", ("no content type", "no body")),
    "HTTP where TLS is wanted": (400, HTML, b"<h1>The plain HTTP request was sent to HTTPS port</h1>", (
        "speaks TLS", "https://")),
}  # fmt: skip


@pytest.mark.parametrize(("status", "headers", "body", "words"), ANSWERS.values(), ids=ANSWERS)
def test_an_answer_of_something_else(
    status: int, headers: Mapping[str, str], body: bytes, words: tuple[str, ...]
) -> None:
    with server(status, headers, body) as port:
        message = said(f"http://127.0.0.1:{port}/graphql")
    assert [word for word in words if word not in message] == [], message
    assert "GraphQL" in message


@pytest.mark.parametrize(("status", "words"), [(429, "too many requests"), (503, "--wait")])
def test_a_target_that_is_there_and_takes_nothing(status: int, words: str) -> None:
    with server(status, {**JSON, "Retry-After": "120"}) as port:
        assert words in said(f"http://127.0.0.1:{port}/graphql")


def test_no_more_than_the_first_characters_are_shown_in_one_line_and_no_secret() -> None:
    body = b"begin\n" + b"\x1b[31m" + b"my-very-secret-token " + b"x" * 5000
    with server(200, {"Content-Type": "text/plain"}, body) as port:
        message = said(f"http://127.0.0.1:{port}/", token="JWT my-very-secret-token")
    assert "begin" in message
    assert "secret" not in message
    assert "\x1b" not in message
    assert "\n" not in message
    assert len(message) < 600


def test_a_certificate_that_nobody_signed(tmp_path: Path) -> None:
    with server(tls=secured(certificate(tmp_path))) as port:
        message = said(f"https://localhost:{port}/")
    assert "--ca FILE" in message


def test_a_certificate_of_another_authority(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = certificate(tmp_path / "other")
    with server(tls=secured(certificate(tmp_path))) as port:
        message = said(f"https://localhost:{port}/", ca_file=str(other))
    assert f"--ca {other}" in message


def test_a_certificate_for_another_name(tmp_path: Path) -> None:
    file = certificate(tmp_path, "api.example.com")
    with server(tls=secured(file)) as port:
        message = said(f"https://localhost:{port}/", ca_file=str(file))
    assert "for another name" in message


@pytest.mark.parametrize(("since", "until", "words"), [(-48, -24, "has expired"), (24, 48, "not valid yet")])
def test_a_certificate_at_another_time(tmp_path: Path, since: float, until: float, words: str) -> None:
    file = certificate(tmp_path, since=since, until=until)
    with server(tls=secured(file)) as port:
        message = said(f"https://localhost:{port}/", ca_file=str(file))
    assert words in message


def test_tls_on_a_plain_port() -> None:
    with server() as port:
        message = said(f"https://127.0.0.1:{port}/")
    assert "write http://" in message


def test_plain_text_on_a_port_of_tls(tmp_path: Path) -> None:
    with server(tls=secured(certificate(tmp_path))) as port:
        message = said(f"http://127.0.0.1:{port}/")
    assert "write https://" in message


def test_a_port_where_nothing_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    message = said(f"http://127.0.0.1:{port}/")
    assert "refused" in message
    assert "--wait" in message


def test_a_name_that_is_not_known() -> None:
    assert "The name api.invalid cannot be resolved" in said("http://api.invalid/graphql")


def test_a_server_that_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_contact, "HANDSHAKE_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        message = said(f"http://127.0.0.1:{silent.getsockname()[1]}/", timeout=0.3)
    assert "--timeout" in message


LOGINS: dict[str, tuple[int, bytes, str]] = {
    "too many requests": (429, b"", "too many requests"),
    "the platform's code for too many": (
        200,
        json.dumps(
            {"errors": [{"message": "Slow down.", "extensions": {"errorCode": "KT-CT-1199"}}]}
        ).encode(),
        "too many requests",
    ),
    "a page": (200, b"<html>Sign in</html>", "web page"),
    "a wrong key": (
        200,
        json.dumps({"errors": [{"message": "No.", "extensions": {"errorCode": "KT-CT-1139"}}]}).encode(),
        "KT-CT-1139",
    ),
}


@pytest.mark.parametrize(("status", "body", "words"), LOGINS.values(), ids=LOGINS)
def test_a_login_that_gives_no_token(status: int, body: bytes, words: str, tmp_path: Path) -> None:
    with server(status, JSON, body) as port:
        given = ["--url", f"http://127.0.0.1:{port}/", "--api-key", "sk_live_of_a_test", "--patience", "1"]
        done = CliRunner().invoke(main, ["run", *given, "--output", str(tmp_path)])
    assert done.exit_code == 3
    assert words in done.output
    assert "sk_live_of_a_test" not in done.output


def test_the_message_is_the_reason_of_the_verdict(tmp_path: Path) -> None:
    with server(404, HTML, b"<h1>Not Found</h1>") as port:
        given = ["--url", f"http://127.0.0.1:{port}/graphql", "--token", "x", "--output", str(tmp_path)]
        done = CliRunner().invoke(main, ["run", *given])
    assert done.exit_code == 3
    assert "There is nothing at /graphql" in " ".join(done.output.split())
    (reason,) = json.loads((tmp_path / "results.json").read_text())["reasons"]
    assert "Not Found" in reason
