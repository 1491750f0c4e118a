"""What is to be done for workers: they get the settings, and what one that died had to do goes to others.

pytest-xdist replaces a worker that died by one at the same place, and fails where none comes up. A host that is
gone stays away, so that the replacement is put in its place here: where the place is gone, on another one.
"""

import time
from _thread import interrupt_main
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from execnet import XSpec

from kraken_conformance.journal import append_line
from kraken_conformance.runner.distributed.execnet_compat import end_at_once
from kraken_conformance.runner.distributed.heartbeat import NearEnd
from kraken_conformance.runner.distributed.settings_transfer import packed
from kraken_conformance.runner.pytest_run.suite_plugin import HEARTBEAT, REMOTE, SETTINGS, tell
from kraken_conformance.runner.pytest_run.xdist_compat import WorkerPlaces
from kraken_conformance.runner.request.run_settings import RunSettings
from kraken_conformance.runner.sending.stop_request import StopRequest

RESTARTS = 4
"""At most this many workers may die, for each that there is, before the run is given up."""

MOST_CRASHES = 3
"""A subject on which this many workers died is not given to another one."""


class Workers:
    """The workers of a run, `count` of them. `crashed` gets each subject that goes to another worker.

    `exhausted` is true once no worker can be started any more, at any place. `deaths` says of what each died.
    """

    def __init__(
        self,
        settings: RunSettings,
        count: int,
        crashed: Callable[[pytest.TestReport], None],
        stop: StopRequest,
    ) -> None:
        self.exhausted = False
        self.deaths: list[str] = []
        self._settings = settings
        self._count = count
        self._crashed = crashed
        self._crashes: Counter[str] = Counter()
        self._begun = 0
        self._gone: set[str] = set()
        self._places: list[str] = []
        self._lines: dict[Any, NearEnd] = {}
        self._stop = stop

    @pytest.hookimpl
    def pytest_xdist_setupnodes(self, config: pytest.Config, specs: list[XSpec]) -> None:
        """Keep pytest-xdist from copying pytest to other hosts, and from replacing workers itself."""
        self._places = list(dict.fromkeys(map(str, specs)))
        self._workers = WorkerPlaces(config, self._replace)

    def pytest_sessionstart(self) -> None:
        """End in good order when asked to, as on Ctrl-C."""
        self._stop.ends(interrupt_main)

    def pytest_unconfigure(self) -> None:
        """The rest is not interrupted in good order any more."""
        self._stop.done()

    def pytest_configure_node(self, node: Any) -> None:
        """Give a worker the settings and a heartbeat."""
        settings, remote = self._settings, not node.gateway.spec.popen
        self._begun += 1
        if self._begun > self._count and settings.limits.requests is not None:
            # How much of its share the worker that died had spent is not known: none of it is spent again.
            settings = replace(settings, limits=replace(settings.limits, requests=0))
        ahead = _clock_of(node.gateway) if remote else 0.0
        channel = node.gateway.newchannel()
        node.workerinput |= {SETTINGS: packed(settings, ahead=ahead), HEARTBEAT: channel, REMOTE: remote}
        # A worker may be dead before pytest-xdist notices. Its subjects go to others then.
        node.sendcommand = partial(_unless_gone, node.sendcommand)
        if remote:
            self._lines[node] = NearEnd(
                channel, partial(self._note, settings.journal), partial(end_at_once, node.gateway)
            )

    @property
    def restarts(self) -> int:
        """How many workers may die before the run is given up."""
        return RESTARTS * self._count

    def pytest_testnodedown(self, node: Any, error: object) -> None:
        """Tell the user that a worker died."""
        if error:
            self.deaths.append(f"{_shown(str(node.gateway.spec))}: {str(error).strip().splitlines()[-1]}")
            tell(f"A worker ended too early. {self.deaths[-1]}")

    def pytest_handlecrashitem(self, crashitem: str, report: pytest.TestReport, sched: Any) -> None:
        """Give the subject of a worker that died to another one."""
        self._crashes[crashitem] += 1
        if self._crashes[crashitem] < MOST_CRASHES:
            self._crashed(report)
            sched.mark_test_pending(crashitem)

    def _note(self, journal: str | None, line: str) -> None:
        if journal is not None:
            append_line(Path(journal), line)

    def _replace(self, node: Any) -> None:
        """Start a worker in the place of one that died, at the same place or, where that is gone, at another."""
        if node in self._lines and self._settings.target.max_rps is not None:
            # Its connection may have ended at this end alone: until it notices, it sends as many as it may.
            time.sleep(self._lines[node].lease())
        lost = str(node.gateway.spec)
        for place in (lost, *(place for place in self._places if place != lost)):
            if place in self._gone:
                continue
            try:
                self._workers.start(place)
            except Exception as error:  # execnet's own, and those of whatever it meets
                self._gone.add(place)
                tell(f"{_shown(place)} is gone, its share goes to others ({type(error).__name__})")
                continue
            return
        self.exhausted = True
        tell("There is no place left at which a worker can be started.")


def _clock_of(gateway: Any) -> float:
    """Return by how many seconds the clock of a host is ahead of this one."""
    asked = time.time()
    channel = gateway.remote_exec("import time; channel.send(time.time())")
    there = channel.receive()
    channel.waitclose()
    return float(there - (asked + time.time()) / 2)


def _unless_gone(send: Callable[..., None], name: str, **words: object) -> None:
    with suppress(OSError):
        send(name, **words)


def _shown(place: str) -> str:
    """Return where a worker is, in the words of the user."""
    found = next((part for part in place.split("//") if part.startswith(("ssh=", "popen"))), place)
    return found.partition(" -o BatchMode")[0]
