"""Runs the suite with pytest, here or in workers, and takes the events out of its reports."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from kraken_conformance.exceptions import InternalError
from kraken_conformance.runner.plugin import EVENTS, SETTINGS, RunPlugin
from kraken_conformance.runner.settings import RunSettings

Event = dict[str, Any]

MOST_CRASHES = 3
"""A subject on which so many workers died is not given to another one."""


def run_suite(settings: RunSettings, *, processes: int, take: Callable[[list[Event]], None]) -> bool:
    """Run every subject and return whether the run was interrupted.

    `processes` is the number of workers, 0 for this process alone. `take` is given the events of each
    subject once it is finished. Raises `InternalError` where the harness fails.
    """
    collector = _Collector(settings, take)
    plugins: list[object] = [collector]
    arguments = [
        *("--pyargs", "kraken_conformance.runner.suite"),
        *("-c", os.devnull, "--rootdir", os.sep, "--capture", "no"),
        *("-p", "no:terminal", "-p", "no:cacheprovider"),
    ]
    if processes:
        arguments += ["-p", "kraken_conformance.runner.plugin", "-p", "xdist.plugin"]
        arguments += ["-n", str(processes), "--dist", "worksteal"]
        plugins.append(_WorkersCollector(settings, collector))
    else:
        plugins.append(RunPlugin(settings))
    with _isolated():
        code = pytest.main(arguments, plugins=plugins)
    if collector.troubles:
        raise InternalError("\n".join(collector.troubles))
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED):
        raise InternalError(f"pytest ended with exit code {int(code)}.")
    return code == pytest.ExitCode.INTERRUPTED


@contextmanager
def _isolated() -> Iterator[None]:
    """Keep the user's pytest plugins and options out of the run; what they do to tests is not meant for it."""
    kept = {name: os.environ.pop(name, None) for name in ("PYTEST_ADDOPTS", "PYTEST_DISABLE_PLUGIN_AUTOLOAD")}
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    try:
        yield
    finally:
        for name, value in kept.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


class _Collector:
    """Takes the events out of pytest's reports, here and from the workers."""

    def __init__(self, settings: RunSettings, take: Callable[[list[Event]], None]) -> None:
        self._take = take
        self.troubles: list[str] = []
        self.crashed: set[int] = set()
        self._taken: set[str] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take the events of a subject."""
        carried: list[Any] = [value for name, value in report.user_properties if name == EVENTS]
        if id(report) in self.crashed or (report.when != "call" and not report.failed):
            return
        if not carried:
            self.troubles.append(f"{report.nodeid}: {report.longreprtext}")
        elif report.when == "call" and report.nodeid not in self._taken:
            # A worker may die after its report and before it could say that it was done with it.
            self._taken.add(report.nodeid)
            self._take(json.loads(carried[0]))

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Notice that the suite itself could not be collected."""
        if report.failed:
            self.troubles.append(str(report.longrepr))

    def pytest_internalerror(self, excrepr: object) -> None:
        """Notice that pytest or the plugin failed."""
        self.troubles.append(str(excrepr))


class _WorkersCollector:
    """What is to be done for workers: they get the settings, and a subject whose worker died goes to another."""

    def __init__(self, settings: RunSettings, collector: _Collector) -> None:
        self._settings = settings.to_json()
        self._collector = collector
        self._crashes: Counter[str] = Counter()

    def pytest_configure_node(self, node: Any) -> None:
        """Give a worker the settings."""
        node.workerinput[SETTINGS] = self._settings

    def pytest_handlecrashitem(self, crashitem: str, report: pytest.TestReport, sched: Any) -> None:
        """Give the subject of a worker that died to another one."""
        self._crashes[crashitem] += 1
        if self._crashes[crashitem] < MOST_CRASHES:
            self._collector.crashed.add(id(report))
            sched.mark_test_pending(crashitem)
