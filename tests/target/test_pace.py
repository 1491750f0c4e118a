from __future__ import annotations

import pytest

from kraken_conformance.target import pace as pace_module
from kraken_conformance.target.pace import Pace


class Clock:
    """A clock that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(pace_module, "time", clock)
    return clock


def turns(pace: Pace, clock: Clock, count: int) -> list[float]:
    found = []
    for _ in range(count):
        pace.wait()
        found.append(round(clock.now - 100.0, 6))
    return found


def test_requests_are_spaced_evenly(clock: Clock) -> None:
    assert turns(Pace(20), clock, 5) == [0.0, 0.05, 0.1, 0.15, 0.2]


def test_time_that_passed_unused_is_not_made_up_for(clock: Clock) -> None:
    pace = Pace(20)
    pace.wait()
    clock.now += 10
    assert turns(pace, clock, 3) == [10.0, 10.05, 10.1]


def test_a_pause_holds_everybody_back(clock: Clock) -> None:
    pace = Pace(20)
    pace.pause(3)
    assert turns(pace, clock, 2) == [3.0, 3.05]


def test_without_a_limit_nobody_waits(clock: Clock) -> None:
    assert turns(Pace(None), clock, 3) == [0.0, 0.0, 0.0]
