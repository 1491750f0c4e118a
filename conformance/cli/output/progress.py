"""How a run shows that it goes on: a live line in a terminal, plain lines elsewhere."""

import sys
import time

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from kraken_conformance.events import SubjectEvent, findings_of, results_of, subject_of
from kraken_conformance.runner.session import Listener

PLAIN_INTERVAL = 10.0
"""Seconds between two plain lines."""


def listener() -> Listener:
    """Return what suits standard error: a terminal, or a file or pipe."""
    return LiveProgress() if sys.stderr.isatty() else PlainProgress()


WIDE = 140
"""Columns of a terminal from which all that there is to say fits into a line; else it is the findings and the name."""


FOR_TIMES = 72
"""Columns from which there is room for the times as well."""


class _Counts:
    """Adds up what the events say."""

    def __init__(self) -> None:
        self.begun = time.monotonic()
        self.done = self.cases = self.requests = self.findings = 0

    def add(self, events: list[SubjectEvent]) -> str:
        """Count the events of a subject and return its name."""
        self.done += 1
        results = results_of(events)
        self.cases += sum(event["cases"] for event in results)
        self.requests += sum(event["requests"] for event in results)
        self.findings += len(findings_of(events))
        return subject_of(results[0]) if results else ""

    @property
    def rate(self) -> float:
        """Requests a second since the beginning."""
        return self.requests / max(time.monotonic() - self.begun, 0.001)


class PlainProgress:
    """A line now and then."""

    def __init__(self) -> None:
        self._counts = _Counts()
        self._total = 0
        self._last = 0.0

    def begin(self, subjects: int) -> None:
        """Remember how many subjects there are."""
        self._total = subjects
        self._last = time.monotonic()

    def subject(self, events: list[SubjectEvent]) -> None:
        """Write a line where the last is some time ago, or something was found."""
        name = self._counts.add(events)
        found = bool(findings_of(events))
        if found or self._counts.done == self._total or time.monotonic() - self._last >= PLAIN_INTERVAL:
            self._last = time.monotonic()
            counts = self._counts
            click.echo(
                f"[{counts.done}/{self._total}] {name}: {counts.cases} cases, {counts.rate:.0f} requests/s, "
                f"{counts.findings} findings so far",
                err=True,
            )

    def end(self) -> None:
        """Write nothing more."""


class LiveProgress:
    """A bar that says what is tested, how fast, what was found, and how long it will take."""

    def __init__(self) -> None:
        self._counts = _Counts()
        console = Console(stderr=True)
        self._is_wide = console.width >= WIDE
        columns: list[str | ProgressColumn] = [MofNCompleteColumn(), "{task.fields[detail]}"]
        if self._is_wide:
            columns = ["{task.description:<44}", BarColumn(bar_width=24), *columns]
        if console.width >= FOR_TIMES:
            columns += [TimeElapsedColumn(), "left", TimeRemainingColumn()]
        self._progress = Progress(*columns, console=console, transient=True)

    def begin(self, subjects: int) -> None:
        """Show the bar."""
        self._task = self._progress.add_task("starting", total=subjects, detail="")
        self._progress.start()

    def subject(self, events: list[SubjectEvent]) -> None:
        """Move the bar."""
        name = self._counts.add(events)
        counts = self._counts
        found = f"{counts.findings} finding{'' if counts.findings == 1 else 's'}"
        detail = (
            f"{counts.cases} cases, {counts.rate:.0f} requests/s, {found}"
            if self._is_wide
            else f"{found}, {name}"
        )
        self._progress.update(self._task, advance=1, description=name[:44], detail=detail)

    def end(self) -> None:
        """Take the bar away."""
        self._progress.stop()
