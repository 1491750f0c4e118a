"""Runs that are prepared, and such as come to nothing because nobody answers: they take no time."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kraken_conformance.cli.options.run_options import prepare_run
from kraken_conformance.run_request import RunRequest
from kraken_conformance.runner.request.prepared_run import PreparedRun
from kraken_conformance.runner.sending.stop_request import StopRequest
from kraken_conformance.runner.session import RunResult, run

NOBODY = "http://127.0.0.1:9/"
"""An address of this machine at which nobody listens."""


class Listener:
    """Hears of a run and keeps what it hears."""

    def __init__(self) -> None:
        self.heard: list[Any] = []

    def begin(self, subjects: int) -> None:
        self.heard.append(subjects)

    def subject(self, events: list[Any]) -> None:
        self.heard.append(events)

    def end(self) -> None:
        self.heard.append("end")


def prepared(*, planned: bool = True, **options: Any) -> PreparedRun:
    """Return the options of a run, as the command makes them of those that are given."""
    given = {**asdict(RunRequest(**options)), "history": None}
    with ExitStack() as stack:
        return prepare_run(given, stack, seed=1, planned=planned)


def elsewhere(folder: Path, **options: Any) -> PreparedRun:
    """Return the options of a run of one mutation against an address at which nobody listens."""
    return prepared(
        planned=False, **{"url": NOBODY, "output": folder, "mutations": ("createReferral",), **options}
    )


def unanswered(folder: Path, **options: Any) -> RunResult:
    """Do such a run."""
    return run(elsewhere(folder, **options), Listener(), StopRequest())
