"""Connections to a host: each of its addresses is tried, this machine is this machine, and there is one end."""

import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from kraken_conformance.safety.address import Address, parse_address
from kraken_conformance.target.transport.connecting import NotThisMachine, connected
from kraken_conformance.target.transport.limits import Allowance
from kraken_conformance.target.transport.own_trouble import REMEDIES, OwnTrouble, own_trouble


@contextmanager
def listening(host: str = "127.0.0.1") -> Iterator[int]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, 0), family=family) as server:
        yield server.getsockname()[1]


def peer(address: Address) -> str:
    with connected(address, Allowance(5.0)) as opened:
        assert opened.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        return str(opened.getpeername()[0])


def unused() -> int:
    with listening() as port:
        return port


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "api.localhost", "LOCALHOST"])
def test_this_machine_is_reached_by_all_of_its_names(name: str) -> None:
    with listening() as port:
        assert peer(parse_address(f"http://{name}:{port}/")) == "127.0.0.1"


def test_another_address_of_a_host_is_tried_where_the_first_refuses() -> None:
    try:
        with listening("::1") as port:
            assert peer(parse_address(f"http://localhost:{port}/")) == "::1"
    except OSError as error:
        pytest.skip(f"this machine has no IPv6: {error}")


def test_a_resolver_that_leads_elsewhere_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    """RFC 6761, section 6.3: `localhost` is never asked of a resolver."""
    with listening() as port:
        real = socket.getaddrinfo

        def elsewhere(host: str, *words: Any, **more: Any) -> Any:
            assert host != "localhost"
            return real(host, *words, **more)

        monkeypatch.setattr(socket, "getaddrinfo", elsewhere)
        assert peer(parse_address(f"http://localhost:{port}/")) == "127.0.0.1"


def test_a_refusal_is_the_reason() -> None:
    with pytest.raises(ConnectionRefusedError):
        connected(parse_address(f"http://127.0.0.1:{unused()}/"), Allowance(5.0))


def test_what_the_resolver_says_is_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(host: str, *words: Any, **more: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(socket.gaierror, match="not known"):
        connected(parse_address("http://no-such-host.invalid/"), Allowance(5.0))


def test_a_resolver_that_does_not_answer_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    held = socket.socketpair()

    def silent(host: str, *words: Any, flags: int = 0, **more: Any) -> Any:
        if flags & socket.AI_NUMERICHOST:
            raise OSError("it is a name")
        held[0].recv(1)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", silent)
    try:
        with pytest.raises(TimeoutError, match=r"the name slow\.example was not resolved"):
            connected(parse_address("http://slow.example/"), Allowance(0.05))
    finally:
        held[1].close()
        held[0].close()


def test_a_connection_that_was_to_stay_here_and_does_not_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    with listening() as port:
        monkeypatch.setattr(
            "kraken_conformance.target.transport.connecting.ip_address",
            lambda text: type("Elsewhere", (), {"is_loopback": False})(),
        )
        with pytest.raises(NotThisMachine, match=r"127\.0\.0\.1, which is not this machine"):
            connected(parse_address(f"http://127.0.0.1:{port}/"), Allowance(5.0))


@pytest.mark.parametrize("number", REMEDIES)
def test_what_this_machine_lacks_is_its_own_trouble(number: int) -> None:
    found = own_trouble(OSError(number, "no"))
    assert isinstance(found, OwnTrouble)
    assert str(found) == REMEDIES[number]


@pytest.mark.parametrize(
    "error", [OSError(errno.ECONNRESET, "reset"), OSError("no number"), ValueError(), TimeoutError()]
)
def test_what_the_target_does_is_not(error: Exception) -> None:
    assert own_trouble(error) is None


def test_memory_that_is_not_there_is_named() -> None:
    assert str(own_trouble(MemoryError())) == REMEDIES[errno.ENOMEM]
