"""The rules of docs/unreliable-targets.md, one request at a time, on real connections."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from kraken_conformance.model.case import Case, Operation
from kraken_conformance.safety.host_policy import THIS_MACHINE
from kraken_conformance.server import RunningServer
from kraken_conformance.target.client import TargetClient
from kraken_conformance.target.settings import TargetSettings
from kraken_conformance.target.transport.retry import (
    ATTEMPTS,
    OWN_LIMIT,
    THROTTLED,
    UNCERTAIN_ATTEMPTS,
)
from tests.end_to_end.unreliable_target.proxy import Misfortune, Proxy, running

MARK = b"marked"


def case(name: str = "other") -> Case:
    return Case("test", "API", None, Operation(name, f"query {name} {{ __typename }}", "__typename"))


@contextmanager
def client(
    proxy: Proxy, *, tell: Callable[[str], None] = lambda line: None, **settings: object
) -> Iterator[TargetClient]:
    target = TargetSettings(
        {"API": proxy.url(proxy.upstream)}, patience=5.0, permission=THIS_MACHINE, **settings
    )  # type: ignore[arg-type]
    made = TargetClient(target, patient=True, tell=tell)
    try:
        yield made
    finally:
        made.close()


def first(times: int, misfortune: Misfortune) -> Proxy:
    """A proxy at which so many requests meet a misfortune, and then none."""
    return Proxy("", lambda number, message: misfortune if number < times else None)


@pytest.mark.parametrize("misfortune", ["reset", "lost", "502", "503", "504", "throttled", "coded"])
def test_what_the_application_did_not_answer_is_sent_again(server: RunningServer, misfortune: str) -> None:
    proxy = first(2, misfortune)
    proxy.upstream = server.url
    with running(proxy), client(proxy) as sender:
        exchange = sender.send(case())
    assert exchange.response is not None
    assert exchange.response.status == 200
    assert exchange.attempts == 3
    assert exchange.uncertain == (2 if misfortune in ("reset", "lost") else 0)


@pytest.mark.parametrize("header", ["x-ratelimit-reset: 99999", 'RateLimit: "hour";r=0;t=3599', ""])
def test_no_run_ends_for_a_header_that_is_no_retry_after(server: RunningServer, header: str) -> None:
    refusal = f"HTTP/1.1 429 Too Many\r\n{header or 'x: y'}\r\ncontent-length: 0\r\n\r\n".encode()
    proxy = Proxy(server.url, instead=lambda number, message: refusal if number < 3 else None)
    said: list[str] = []
    with running(proxy), client(proxy, tell=said.append) as sender:
        exchanges = [sender.send(case()), sender.send(case())]
    assert [one.response.status for one in exchanges if one.response is not None] == [200, 200]
    assert said == ["The target answers that it gets too many requests: fewer are sent from now on."]


def test_a_wait_of_unknown_length_is_called_so(server: RunningServer) -> None:
    proxy = first(10_000, "coded")
    proxy.upstream = server.url
    with running(proxy), client(proxy) as sender:
        sender.send(case())
        lost = sender.lost("API")
    assert "too many requests and asks to wait without saying how long, after" in str(lost)


def test_what_the_application_answered_is_judged_at_once(server: RunningServer) -> None:
    proxy = first(1, "500")
    proxy.upstream = server.url
    with running(proxy), client(proxy) as sender:
        exchange = sender.send(case())
    assert exchange.response is not None
    assert (exchange.response.status, exchange.attempts) == (500, 1)


def marked(misfortune: Misfortune) -> Proxy:
    """A proxy at which only one request meets a misfortune, and always."""
    return Proxy("", lambda number, message: misfortune if MARK in message else None)


def test_a_gateway_status_of_one_request_alone_is_its_answer(server: RunningServer) -> None:
    proxy = marked("503")
    proxy.upstream = server.url
    with running(proxy), client(proxy) as sender:
        exchange = sender.send(case("marked"))
        assert sender.lost("API") is None
    assert exchange.response is not None
    assert (exchange.response.status, exchange.attempts) == (503, ATTEMPTS)


def test_a_request_that_always_cuts_the_connection_has_no_answer(server: RunningServer) -> None:
    proxy = marked("reset")
    proxy.upstream = server.url
    with running(proxy), client(proxy) as sender:
        exchange = sender.send(case("marked"))
        assert sender.lost("API") is None
        assert sender.send(case()).response is not None
    assert exchange.response is None
    assert str(exchange.failure).endswith(f"the last time of {UNCERTAIN_ATTEMPTS}")


def test_what_has_to_come_first_got_no_answer(server: RunningServer) -> None:
    proxy = marked("reset")
    proxy.upstream = server.url
    with running(proxy), client(proxy) as sender:
        exchange = sender.send(Case("test", "API", None, case().operation, before=(case("marked"),)))
    assert exchange.response is None
    assert exchange.attempts == 0
    assert exchange.failure == exchange.before[0].failure


def test_too_many_requests_for_one_alone_is_its_answer(server: RunningServer) -> None:
    proxy = marked("throttled")
    proxy.upstream = server.url

    def decide(number: int, message: bytes) -> Misfortune | None:
        if MARK in message:
            for _ in range(10):  # others get through meanwhile
                sender._lines["API"].answered()
            return "throttled"
        return None

    proxy.decide = decide
    with running(proxy), client(proxy) as sender:
        exchange = sender.send(case("marked"))
    assert exchange.response is not None
    assert (exchange.response.status, exchange.attempts) == (429, THROTTLED)


def test_a_mutation_that_declares_the_code_for_too_many_is_not_waited_for(server: RunningServer) -> None:
    proxy = first(100, "coded")
    proxy.upstream = server.url
    with running(proxy), client(proxy, limited=("lendBook",)) as sender:
        exchange = sender.send(replace(case(), mutation="lendBook"))
    assert exchange.response is not None
    assert exchange.attempts == OWN_LIMIT


def test_a_code_that_was_asked_for_is_no_weather(server: RunningServer) -> None:
    proxy = first(1, "coded")
    proxy.upstream = server.url
    with running(proxy), client(proxy) as sender:
        exchange = sender.send(Case("test", "API", None, case().operation, provokes="KT-CT-1199"))
    assert exchange.attempts == 1


def test_a_server_that_was_given_up_is_sent_nothing(server: RunningServer) -> None:
    proxy = Proxy(server.url, down=True)
    with running(proxy):
        sender = TargetClient(
            TargetSettings({"API": proxy.url(server.url)}, permission=THIS_MACHINE), patient=False
        )
        assert sender.send(case()).response is None
        proxy.down = False
        exchange = sender.send(case())
        sender.close()
    assert exchange.attempts == 0
    assert exchange.failure == sender.lost("API")
