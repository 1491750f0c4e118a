"""The way through a proxy to a server with TLS: a tunnel that has the same limits, and leaves nothing behind."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

import httpx
import pytest

from kraken_conformance.target.transport.httpx_compat import ProxiedTransport
from kraken_conformance.target.transport.limits import Allowance, BeyondLimits, Unfinished
from tests.end_to_end.hostile.kinds import KINDS
from tests.end_to_end.hostile.servers import Kind, http, received
from tests.interop.gateway import certificate
from tests.target.test_first_contact import secured

NAME = "behind-a-proxy.invalid"


@contextmanager
def tunnel(file: Path, answer: Kind) -> Iterator[str]:
    """Give the address of a proxy whose tunnels end at one server with TLS, which answers in the way of its kind."""
    context = secured(file)
    with socket.create_server(("127.0.0.1", 0)) as proxy:

        def accept() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = proxy.accept()
                    Thread(target=serve, args=(connection,), daemon=True).start()

        def serve(connection: socket.socket) -> None:
            with suppress(OSError), connection:
                assert received(connection).startswith(b"CONNECT " + NAME.encode())
                connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
                with context.wrap_socket(connection, server_side=True) as secure:
                    while request := received(secure):
                        answer(secure, request)

        Thread(target=accept, daemon=True).start()
        yield f"http://127.0.0.1:{proxy.getsockname()[1]}"
        proxy.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return certificate(tmp_path, NAME)


def sent(transport: ProxiedTransport, timeout: float = 20) -> bytes:
    extensions = {"timeout": httpx.Timeout(timeout).as_dict(), "allowance": Allowance(timeout)}
    answer = transport.handle_request(
        httpx.Request("POST", f"https://{NAME}/", content=b"{}", extensions=extensions)
    )
    try:
        return b"".join(answer.iter_raw())
    finally:
        answer.close()


def test_connections_that_were_closed_are_forgotten(file: Path) -> None:
    def once(connection: socket.socket, request: bytes) -> None:
        connection.sendall(http("{}", "Connection: close"))

    with tunnel(file, once) as proxy:
        transport = ProxiedTransport(ssl.create_default_context(cafile=str(file)), proxy, 1.0)
        assert [sent(transport) for _ in range(3)] == [b"{}"] * 3
        assert transport._backend.streams == []
        transport.close()


@pytest.mark.parametrize(
    "name", ["dribbled_body", "dribbled_header", "endless_trailers", "interim_headers_for_ever"]
)
def test_a_tunnel_has_the_same_limits(file: Path, name: str) -> None:
    with tunnel(file, KINDS[name]) as proxy:
        transport = ProxiedTransport(ssl.create_default_context(cafile=str(file)), proxy, 1.0)
        with pytest.raises((Unfinished, BeyondLimits, httpx.RemoteProtocolError)):
            sent(transport, timeout=2)
        assert transport._backend.streams == []
        transport.close()
