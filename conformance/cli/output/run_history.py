"""Writes the reports of a run, and adds it to a history where one is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from kraken_conformance.events import Event, header_of
from kraken_conformance.history import History, past_run, target_of

if TYPE_CHECKING:
    from kraken_conformance.reports.run.requirement_history import Key, RequirementHistory


@dataclass(frozen=True, slots=True)
class Written:
    """The reports of a run, and how the promises fared up to it; the latter is empty where no history is kept."""

    files: list[Path]
    requirement_histories: Mapping[Key, RequirementHistory] = field(default_factory=dict)


class RunHistory:
    """The history of a call, opened before anything is sent, so that a bad folder costs no run."""

    def __init__(self, directory: Path | None, stack: ExitStack) -> None:
        self._history = None if directory is None else stack.enter_context(History(directory))

    def write_reports(self, events: Sequence[Event], output: Path) -> Written:
        """Write the reports with what is known of the target's earlier runs, and remember this one."""
        from kraken_conformance.reports import write_reports
        from kraken_conformance.reports.run.earlier_runs import as_earlier, earlier_runs
        from kraken_conformance.reports.run.requirement_history import requirement_histories

        if self._history is None:
            return Written(write_reports(events, output))
        earlier = self._history.results(target_of(header_of(events)))
        self._history.add(past_run(events))
        this = self._history.whole_results(header_of(events)["run_id"])
        seen = (*earlier_runs(earlier, before=this["started_at"]), as_earlier(this))
        return Written(
            write_reports(events, output, history=earlier),
            requirement_histories([(run.started_at, run.states) for run in seen]),
        )
