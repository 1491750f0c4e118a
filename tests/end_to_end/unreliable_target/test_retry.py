"""The rules of docs/unreliable-targets.md, one request at a time, on real connections."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from kraken_conformance.model.case import Case, Operation
from kraken_conformance.model.exchange import Response
from kraken_conformance.safety.host_policy import THIS_MACHINE
from kraken_conformance.server import RunningServer
from kraken_conformance.target.client import TargetClient
from kraken_conformance.target.settings import TargetSettings
from kraken_conformance.target.transport.retry import (
    ATTEMPTS,
    OWN_LIMIT,
    THROTTLED,
    UNCERTAIN_ATTEMPTS,
    retry_after,
)
from tests.end_to_end.unreliable_target.proxy import Misfortune, Proxy, running

MARK = b"marked"


def case(name: str = "other") -> Case:
    return Case("test", "API", None, Operation(name, f"query {name} {{ __typename }}", "__typename"))


@contextmanager
def client(proxy: Proxy, **settings: object) -> Iterator[TargetClient]:
    target = TargetSettings(
        {"API": proxy.url(proxy.upstream)}, patience=5.0, permission=THIS_MACHINE, **settings
    )  # type: ignore[arg-type]
    made = TargetClient(target, patient=True)
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


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7.0), (" 0 ", 0.0), ("", None), ("soon", None), ("-1", None), ("1e9", None), ("٣", None)],
)
def test_seconds_to_wait_are_read(header: str, seconds: float | None) -> None:
    assert retry_after(Response(503, {"retry-after": header}, b"", 0.0)) == seconds


def test_a_date_to_wait_for_is_read() -> None:
    header = format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True)
    wait = retry_after(Response(503, {"retry-after": header}, b"", 0.0))
    assert wait is not None
    assert 90 < wait <= 100
    past = "Wed, 21 Oct 2015 07:28:00 GMT"
    assert retry_after(Response(503, {"retry-after": past}, b"", 0.0)) == 0.0
