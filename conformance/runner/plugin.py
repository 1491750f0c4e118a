"""The pytest plugin that runs the suite: one test a subject, its events in the test's report.

Loaded with `-p kraken_conformance.runner.plugin`; `--kraken-settings` names the file with the run's settings.
Under pytest-xdist every worker loads it again, and the events travel back with the reports.
"""

from __future__ import annotations

import json
import signal
from collections.abc import Generator
from pathlib import Path
from types import FrameType

import pytest

from kraken_conformance.runner.engine import Engine, Event
from kraken_conformance.runner.settings import RunSettings
from kraken_conformance.runner.stopping import StopRequest
from kraken_conformance.runner.subject import Subject
from kraken_conformance.spec import load_contract

EVENTS = "kraken-events"
"""The name under which a report carries its events, as a JSON text."""

_RUN = pytest.StashKey["RunPlugin"]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that names the file of settings."""
    group = parser.getgroup("kraken-conformance")
    group.addoption(
        "--kraken-settings", type=Path, metavar="FILE", help="the settings of a run, as the CLI writes them"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Make ready to run, where there are settings."""
    path = config.getoption("--kraken-settings")
    if path is not None:
        config.stash[_RUN] = plugin = RunPlugin(RunSettings.load(path))
        config.pluginmanager.register(plugin, "kraken-run")


def run_subject(request: pytest.FixtureRequest, subject: Subject) -> list[Event]:
    """Run a subject, put its events into the report of the test, and return them."""
    return request.config.stash[_RUN].run(request.node, subject)


class RunPlugin:
    """What one process needs to run its share of the subjects."""

    def __init__(self, settings: RunSettings) -> None:
        self._settings = settings
        self._stop = StopRequest()
        self._engine = Engine(settings, load_contract(settings.contract), self._stop)
        self._following: Subject | None = None

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Take the signals that end a run."""

        def stop(number: int, frame: FrameType | None) -> None:
            if self._stop.requested:
                raise KeyboardInterrupt
            self._stop.requested = True
            session.shouldstop = f"stopped by {signal.Signals(number).name}"

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, stop)

    def pytest_unconfigure(self) -> None:
        """Close the connections."""
        self._engine.close()

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Make a test of each subject."""
        if "kraken_subject" in metafunc.fixturenames:
            metafunc.parametrize("kraken_subject", self._settings.subjects, ids=str)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(
        self, item: pytest.Item, nextitem: pytest.Item | None
    ) -> Generator[None, object, object]:
        """Remember which subject follows, so that its requests can be put in flight early."""
        self._following = _subject(nextitem)
        return (yield)

    def run(self, node: pytest.Item, subject: Subject) -> list[Event]:
        """Run a subject and put its events into the report of its test."""
        events = self._engine.run(subject, self._following)
        node.user_properties.append((EVENTS, json.dumps(events)))
        return events


def _subject(item: pytest.Item | None) -> Subject | None:
    callspec = getattr(item, "callspec", None)
    found = None if callspec is None else callspec.params.get("kraken_subject")
    return found if isinstance(found, Subject) else None
