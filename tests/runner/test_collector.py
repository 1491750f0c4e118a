from __future__ import annotations

import json
from typing import Any

import pytest

from kraken_conformance.runner.pytest_run.suite_plugin import EVENTS
from kraken_conformance.runner.pytest_run.suite_run import Collector


def report(name: str, when: str, **more: Any) -> pytest.TestReport:
    return pytest.TestReport(name, ("", None, ""), {}, "passed", None, when, **more)  # type: ignore[arg-type]


def test_the_report_of_a_worker_that_died_hides_no_other() -> None:
    taken: list[Any] = []
    collector = Collector(taken.extend)
    for number in range(100):
        # Each is gone before the next is made, which may well be in its place in memory.
        crashed = report(f"crashed {number}", "???")
        collector.skip(crashed)
        collector.pytest_runtest_logreport(crashed)
        del crashed
        events = [(EVENTS, json.dumps([number]))]
        collector.pytest_runtest_logreport(report(f"done {number}", "call", user_properties=events))
    assert taken == list(range(100))
    assert collector.taken == 100
    assert collector.troubles == []


def test_a_subject_counts_once_and_what_was_not_skipped_is_trouble() -> None:
    taken: list[Any] = []
    collector = Collector(taken.extend)
    for _ in range(2):
        collector.pytest_runtest_logreport(report("one", "call", user_properties=[(EVENTS, "[1]")]))
    collector.pytest_runtest_logreport(report("one", "teardown", user_properties=[(EVENTS, "[1]")]))
    assert taken == [1]
    died = pytest.TestReport("two", ("", None, ""), {}, "failed", "worker 'gw1' crashed", "???")  # type: ignore[arg-type]
    collector.pytest_runtest_logreport(died)
    assert collector.troubles == ["two: worker 'gw1' crashed"]
