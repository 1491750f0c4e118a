"""Writes the reports of a run, and adds it to a history where one is kept."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from kraken_conformance.history import History, past_run


class Remembering:
    """The history of a call, opened before anything is sent, so that a bad folder costs no run."""

    def __init__(self, directory: Path | None, stack: ExitStack) -> None:
        self._history = None if directory is None else stack.enter_context(History(directory))

    def write_reports(self, events: Sequence[dict[str, Any]], output: Path) -> list[Path]:
        """Write the reports with the trend of the target's earlier runs, and remember this one."""
        from kraken_conformance.reports import write_reports

        if self._history is None:
            return write_reports(events, output)
        run = past_run(events)
        earlier = self._history.results(run.target)
        self._history.add(run)
        return write_reports(events, output, history=earlier)
