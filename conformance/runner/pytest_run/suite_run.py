"""Runs the suite with pytest, here or in workers, and takes the events out of its reports."""

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest

from kraken_conformance.events import SubjectEvent
from kraken_conformance.exceptions import InternalError
from kraken_conformance.runner.distributed.gateways import as_started
from kraken_conformance.runner.pytest_run.suite_plugin import EVENTS, RunPlugin
from kraken_conformance.runner.pytest_run.worker_scheduling import Workers
from kraken_conformance.runner.request.run_settings import RunSettings
from kraken_conformance.runner.sending.stop_request import StopRequest
from kraken_conformance.spec import Contract


def run_suite(
    settings: RunSettings,
    contract: Contract,
    *,
    workers: Sequence[str],
    take: Callable[[list[SubjectEvent]], None],
    stop: StopRequest,
) -> bool:
    """Run every subject and return whether the run was interrupted.

    `contract` is the one that the settings name. `workers` are the specifications of the workers; without any,
    everything is done in this process. `take` is given the events of each subject once it is finished. A request to
    `stop` interrupts the run. Raises
    `InternalError` where the harness fails.
    """
    collector = Collector(take)
    plugins: list[object] = [collector]
    # Each in one word: what pytest-xdist takes for a file, it does not hand on to another host.
    arguments = [
        *("--pyargs", "kraken_conformance.runner.suite"),
        *(f"-c{os.devnull}", f"--rootdir={os.sep}", "--capture=no", "--noconftest"),
        *("-pno:terminal", "-pno:cacheprovider", "-pno:unraisableexception", "-pno:threadexception"),
    ]
    team = None
    if workers:
        arguments += [f"-p{RunPlugin.__module__}", "-pxdist.plugin", "--dist=worksteal"]
        team = collector.team = Workers(settings, len(workers), collector.skip, stop)
        arguments += [f"--max-worker-restart={team.restarts}"]
        arguments += [f"--tx={as_started(spec)}" for spec in workers]
        plugins.append(team)
    else:
        plugins.append(RunPlugin(settings, contract, stop))
    with _isolated():
        code = pytest.main(arguments, plugins=plugins)
    if collector.troubles:
        raise InternalError("\n".join(collector.troubles))
    missing = collector.taken < len(settings.subjects)
    if team is not None and missing and len(team.deaths) > team.restarts:
        raise InternalError(f"{len(team.deaths)} workers died. The last: {team.deaths[-1]}")
    if team is not None and (missing or team.exhausted):
        return missing
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED):
        raise InternalError(f"pytest ended with exit code {int(code)}.")
    return code == pytest.ExitCode.INTERRUPTED


@contextmanager
def _isolated() -> Iterator[None]:
    """Keep the user's pytest plugins and options out of the run; what they do to tests is not meant for it."""
    names = ("PYTEST_ADDOPTS", "PYTEST_DISABLE_PLUGIN_AUTOLOAD", "PYTEST_PLUGINS")
    kept = {name: os.environ.pop(name, None) for name in names}
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    try:
        yield
    finally:
        for name, value in kept.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


class Collector:
    """Takes the events out of pytest's reports, here and from the workers of a team."""

    def __init__(self, take: Callable[[list[SubjectEvent]], None]) -> None:
        self._take = take
        self.team: Workers | None = None
        self.troubles: list[str] = []
        self._skipped: list[pytest.TestReport] = []
        self._taken: set[str] = set()

    @property
    def taken(self) -> int:
        """The number of subjects whose events were taken."""
        return len(self._taken)

    def skip(self, report: pytest.TestReport) -> None:
        """Leave a report out: its subject goes to another worker."""
        self._skipped.append(report)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take the events of a subject."""
        carried: list[Any] = [value for name, value in report.user_properties if name == EVENTS]
        if any(report is skipped for skipped in self._skipped) or (
            report.when != "call" and not report.failed
        ):
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
        """Notice that pytest or the plugin failed; not that pytest-xdist has no worker left, which may happen."""
        if self.team is None or not self.team.exhausted:
            self.troubles.append(str(excrepr))
