"""How the direct way to a target fails, and how a connection is used again: the failures are those of httpx."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread

import httpx
import pytest

from kraken_conformance.model.exchange import Request, Response
from kraken_conformance.safety.host_policy import THIS_MACHINE, Permission
from kraken_conformance.target.transport.tls import tls_context
from kraken_conformance.target.transport.transport import Transport

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"

Peer = Callable[[socket.socket], None]


@contextmanager
def listening(*peers: Peer) -> Iterator[str]:
    """Give the address of a server that serves one connection after another, each in its own way."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            for peer in peers:
                connection, _ = server.accept()
                with connection:
                    peer(connection)

        thread = Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/graphql/"
        thread.join(timeout=10)


def answering(*answers: bytes) -> Peer:
    """Read a request and answer it, as often as there are answers; then close the connection."""

    def peer(connection: socket.socket) -> None:
        for answer in answers:
            received = b""
            while not received.endswith(b"\r\n\r\n{}"):
                received += connection.recv(65536)
            connection.sendall(answer)

    return peer


def _listen(connection: socket.socket) -> None:
    """Take what comes, until the other end has closed the connection."""
    while connection.recv(65536):
        pass


@pytest.fixture
def wire() -> Iterator[Transport]:
    wire = Transport(tls_context(), THIS_MACHINE)
    yield wire
    wire.close()


def send(wire: Transport, url: str, timeout: float = 5) -> Response:
    return wire.transmit(Request("POST", url, {"Accept": "*/*"}, b"{}"), timeout=timeout)


def test_nobody_listens(wire: Transport) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(httpx.ConnectError, match="refused"):
        send(wire, f"http://127.0.0.1:{port}/")


def test_a_name_that_does_not_resolve() -> None:
    wire = Transport(tls_context(), Permission(("http://does-not-resolve.invalid:80",)))
    with pytest.raises(httpx.ConnectError):
        send(wire, "http://does-not-resolve.invalid/")
    wire.close()


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (b"", httpx.RemoteProtocolError),
        (b"this is no HTTP\r\n\r\n", httpx.RemoteProtocolError),
        (b"HTTP/1.1 200 OK\r\nContent-Le", httpx.RemoteProtocolError),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\n{", httpx.RemoteProtocolError),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{", httpx.RemoteProtocolError),
        (ANSWER.replace(b"\r\n\r\n", b"\r\nContent-Encoding: gzip\r\n\r\n"), httpx.DecodingError),
    ],
)
def test_an_answer_that_is_none(wire: Transport, answer: bytes, failure: type[httpx.HTTPError]) -> None:
    with listening(answering(answer)) as url, pytest.raises(failure):
        send(wire, url)


def test_an_answer_that_does_not_come(wire: Transport) -> None:
    with listening(_listen) as url, pytest.raises(httpx.ReadTimeout):
        send(wire, url, timeout=0.1)


def test_a_scheme_that_nobody_knows(wire: Transport) -> None:
    with pytest.raises(httpx.UnsupportedProtocol, match="ftp"):
        send(wire, "ftp://127.0.0.1/")


def test_a_header_that_cannot_be_sent(wire: Transport) -> None:
    request = Request("POST", "http://127.0.0.1:9/", {"X-Own": "one\r\nX-Two: two"}, b"{}")
    with listening(lambda connection: None) as url, pytest.raises(httpx.LocalProtocolError):
        wire.transmit(Request("POST", url, request.headers, b"{}"), timeout=5)


@pytest.mark.parametrize(
    "answer",
    [
        ANSWER,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n" + ANSWER,
        b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n" + ANSWER,
    ],
)
def test_a_connection_is_used_again_whatever_the_form_of_the_answer(wire: Transport, answer: bytes) -> None:
    with listening(answering(answer, answer)) as url:
        assert [send(wire, url).body for _ in range(2)] == [b"{}", b"{}"]


def test_an_answer_that_ends_with_its_connection(wire: Transport) -> None:
    with listening(answering(b"HTTP/1.1 200 OK\r\n\r\n{}")) as url:
        assert send(wire, url).body == b"{}"


def test_a_connection_that_the_other_end_closed_is_not_used_again(wire: Transport) -> None:
    with listening(answering(ANSWER), answering(ANSWER)) as url:
        assert send(wire, url).status == 200
        time.sleep(0.2)  # until the end of the connection has come
        assert send(wire, url).status == 200


def test_after_a_failure_there_is_another_connection(wire: Transport) -> None:
    with listening(answering(b"HTTP/1.1 200 OK\r\nContent-Le"), answering(ANSWER)) as url:
        with pytest.raises(httpx.RemoteProtocolError):
            send(wire, url)
        assert send(wire, url).status == 200


def test_a_body_that_is_refused_before_its_end_has_an_answer(wire: Transport) -> None:
    refusal = b"HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n"

    def refuse(connection: socket.socket) -> None:
        connection.recv(1024)
        connection.sendall(refusal)
        connection.shutdown(socket.SHUT_RDWR)
        time.sleep(0.5)

    with listening(refuse, answering(ANSWER)) as url:
        body = b"x" * 20_000_000
        assert wire.transmit(Request("POST", url, {}, body), timeout=5).status == 413
        assert send(wire, url).status == 200


def test_a_header_that_comes_twice_is_there_with_both_values(wire: Transport) -> None:
    twice = ANSWER.replace(b"\r\n\r\n", b"\r\nVary: Accept\r\nVary: Origin\r\n\r\n")
    with listening(answering(twice)) as url:
        assert send(wire, url).headers["vary"] == "Accept, Origin"
