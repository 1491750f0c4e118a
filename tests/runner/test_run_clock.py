"""The time of a machine may be set while a run is on: the run has one time all the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kraken_conformance.runner import run_clock
from kraken_conformance.runner.run_clock import RunClock


@pytest.mark.parametrize("jump", [timedelta(days=-400), timedelta(hours=3)], ids=["back", "ahead"])
def test_a_machine_whose_time_is_set(monkeypatch: pytest.MonkeyPatch, jump: timedelta) -> None:
    class Jumped(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return datetime.now(UTC) + jump

    clock = RunClock()
    began = clock.now()
    monkeypatch.setattr(run_clock, "datetime", Jumped)
    assert timedelta() <= clock.now() - began < timedelta(minutes=1)
    assert clock.stamp()[:4] == f"{began.year}"
    assert 0 <= clock.duration() < 60


def test_what_was_spent_before_counts_and_is_no_time_of_the_day() -> None:
    clock = RunClock()
    clock.spent = 3_600.0
    assert 3_600 <= clock.duration() < 3_660
    assert clock.now() - datetime.now(UTC) < timedelta(minutes=1)
