"""The pytest plugin that runs the suite: one test a subject, its events in the test's report.

The session registers a `RunPlugin` in its own process. Under pytest-xdist every worker loads this module, with
`-p kraken_conformance.runner.pytest_run.suite_plugin`, and finds the settings of the run in its `workerinput`:
they travel by value, so that a worker may be on another host. The events travel back with the reports, and what
was created on a line of its own.
"""

import json
import sys
from collections.abc import Generator
from contextlib import ExitStack
from typing import Any

import pytest

from kraken_conformance.encodable_text import encodable_value
from kraken_conformance.events import SubjectEvent
from kraken_conformance.model.subject import Subject
from kraken_conformance.runner.distributed.heartbeat import FarEnd
from kraken_conformance.runner.distributed.settings_transfer import unpacked
from kraken_conformance.runner.execution.engine import Engine
from kraken_conformance.runner.pytest_run.interpreter_tuning import made_for_sending
from kraken_conformance.runner.request.run_settings import RunSettings
from kraken_conformance.runner.sending.stop_request import StopRequest, stopped_by_signals
from kraken_conformance.safety.known_secrets import KNOWN
from kraken_conformance.safety.terminal_text import harmless
from kraken_conformance.spec import Contract, load_contract

EVENTS = "kraken-events"
"""The name under which a report carries its events, as a JSON text."""

SETTINGS = "kraken-settings"
"""The name under which the settings of a run are in the `workerinput` of a worker, as a JSON text."""

HEARTBEAT = "kraken-heartbeat"
"""The name under which the channel of `heartbeat.py` is there."""

REMOTE = "kraken-remote"
"""The name under which it is said whether the worker is on another host."""

_RUN = pytest.StashKey["RunPlugin"]()


def pytest_configure(config: pytest.Config) -> None:
    """Make ready to run, in a worker."""
    given = getattr(config, "workerinput", {})
    if SETTINGS in given:
        with unpacked(given[SETTINGS]) as settings:
            contract = load_contract(settings.contract)
            signals = ExitStack()
            config.add_cleanup(signals.close)
            stop = signals.enter_context(stopped_by_signals())
            plugin = RunPlugin(settings, contract, stop, heartbeat=given[HEARTBEAT], remote=given[REMOTE])
        config.pluginmanager.register(plugin, "kraken-run")


def run_subject(request: pytest.FixtureRequest, subject: Subject) -> list[SubjectEvent]:
    """Run a subject, put its events into the report of the test, and return them."""
    return request.config.stash[_RUN].run(request.node, subject)


class RunPlugin:
    """What one process needs to run its share of the subjects.

    A worker has a `heartbeat`, a channel to the process that started it. One that is `remote` sends what it
    creates there, instead of writing the journal itself.
    """

    def __init__(
        self,
        settings: RunSettings,
        contract: Contract,
        stop: StopRequest,
        *,
        heartbeat: Any = None,
        remote: bool = False,
    ) -> None:
        self._settings = settings
        self._stop = stop
        self._following: list[Subject] = []
        note = self._note if heartbeat is not None and remote else None
        self._engine = Engine(settings, contract, self._stop, tell=tell, note=note)
        # Last: the other end may be gone already, which ends what is there.
        self._line = None if heartbeat is None else FarEnd(heartbeat, self._give_up, leased=remote)

    def _note(self, line: str) -> None:
        assert self._line is not None
        self._line.send(line)

    def _give_up(self) -> None:
        self._engine.halt()
        self._engine.close()

    def pytest_configure(self, config: pytest.Config) -> None:
        """Let the tests find this plugin."""
        config.stash[_RUN] = self

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Be ready to end."""

        def halt() -> None:
            session.shouldstop = "the run was stopped"
            self._engine.halt()

        self._stop.ends(halt)

    def pytest_unconfigure(self) -> None:
        """Close the connections."""
        self._stop.done()
        self._engine.close()
        if self._line is not None:
            self._line.finished()

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Make a test of each subject."""
        if "kraken_subject" in metafunc.fixturenames:
            metafunc.parametrize("kraken_subject", self._settings.subjects, ids=str)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self) -> Generator[None, object, object]:
        """Run all tests with an interpreter that is made ready for it."""
        with made_for_sending():
            return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(
        self, item: pytest.Item, nextitem: pytest.Item | None
    ) -> Generator[None, object, object]:
        """Remember which subjects follow, so that their requests can be put in flight early.

        A worker knows of the next one alone: those after it may still go to another worker.
        """
        items = item.session.items
        is_worker = hasattr(item.config, "workerinput")
        after = [nextitem] if is_worker else items[items.index(item) + 1 :]
        self._following = [subject for subject in map(_subject, after) if subject is not None]
        return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_report_to_serializable(self) -> Generator[None, object, object]:
        """Let the report of a worker be of texts that the channel to the first process can hold."""
        return encodable_value((yield))

    def run(self, node: pytest.Item, subject: Subject) -> list[SubjectEvent]:
        """Run a subject and put its events into the report of its test."""
        # A worker knows secrets that the process that writes does not: tokens that it obtained itself.
        events = [KNOWN.event(event) for event in self._engine.run(subject, self._following)]
        node.user_properties.append((EVENTS, json.dumps(events)))
        return events


def tell(line: str) -> None:
    """Tell the user something while the run goes on."""
    print(harmless(KNOWN.text(line)), file=sys.stderr, flush=True)


def _subject(item: pytest.Item | None) -> Subject | None:
    callspec = getattr(item, "callspec", None)
    found = None if callspec is None else callspec.params.get("kraken_subject")
    return found if isinstance(found, Subject) else None
