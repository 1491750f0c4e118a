"""When a server is held to be gone, how long it is asked, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.target.transport.circuit_breaker import FAILURES, CircuitBreaker
from tests.target.clocks import SleepersClock


class Server:
    """A server that is silent for its first answers, each with a reason, and is there afterwards."""

    def __init__(self, *silent: str, for_ever: bool = False) -> None:
        self._reasons: Iterator[str] = iter(silent)
        self._for_ever = for_ever
        self.asked = 0

    def ask(self) -> str | None:
        self.asked += 1
        return "refused" if self._for_ever else next(self._reasons, None)


def breaker(server: Server, patience: float = 30.0) -> tuple[CircuitBreaker, list[str], SleepersClock]:
    reported: list[str] = []
    clock = SleepersClock()
    found = CircuitBreaker("API", server.ask, patience=patience, clock=clock, tell=reported.append)
    return found, reported, clock


def test_fewer_failures_in_a_row_than_the_limit_hold_nobody_back() -> None:
    server = Server(for_ever=True)
    found, _, _ = breaker(server)
    for _ in range(3):
        for _ in range(FAILURES - 1):
            found.failed()
        found.answered()
    found.wait()
    assert (server.asked, found.gave_up) == (0, None)


def test_a_server_that_answers_when_it_is_asked_was_not_gone() -> None:
    server = Server()
    found, reported, _ = breaker(server)
    for _ in range(FAILURES):
        found.failed()
    found.wait()
    found.wait()
    assert (server.asked, found.outages, reported) == (1, 0, [])


def test_an_outage_is_reported_once_and_its_end_too() -> None:
    server = Server("connection refused", "connection refused", "timeout")
    found, reported, _ = breaker(server)
    for _ in range(FAILURES):
        found.failed()
    found.wait()
    assert (server.asked, found.outages, found.gave_up) == (4, 1, None)
    assert reported == [
        "API does not answer (connection refused): paused, for up to 30 s.",
        "API answers again after 1 s: resumed.",
    ]


def test_patience_ends_and_the_reason_stays_the_first() -> None:
    found, reported, clock = breaker(Server(for_ever=True), patience=5.0)
    began = clock.now()
    for _ in range(FAILURES):
        found.failed()
    found.wait()
    assert clock.now() - began == 5.0
    assert found.gave_up == "API stopped answering (refused), and did not answer again for 5 s"
    found.give_up("something later")
    assert found.gave_up.startswith("API stopped answering")
    assert len(reported) == 1


def test_without_patience_one_question_decides() -> None:
    server = Server(for_ever=True)
    found, reported, _ = breaker(server, patience=0)
    for _ in range(FAILURES):
        found.failed()
    found.wait()
    assert (server.asked, found.gave_up, reported) == (1, "refused", [])


def test_a_question_that_is_not_answered_holds_everybody_back() -> None:
    server = Server("refused")
    found, _, _ = breaker(server)
    assert not found.answers()
    found.wait()
    assert server.asked == 2
    assert found.answers()
