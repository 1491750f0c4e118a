"""`kraken-conformance history`: the runs of a folder, and how long they are kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from kraken_conformance.exceptions import UsageError

SHOWN = 20
"""How many runs and how many unsteady promises are shown."""


@click.group(name="history")
def command() -> None:
    """Show the runs of a history, or forget old ones. `run --history DIR` adds to it."""


@command.command(name="show")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--target", metavar="URL", help="The target; by default the one of the latest run.")
def show(folder: Path, target: str | None) -> None:
    """Print the latest runs of a target, what is broken and since when, and what is unsteady."""
    from kraken_conformance.history import History, status_line

    with History(folder, must_exist=True) as history:
        targets = history.targets()
        chosen = target or next(iter(targets), None)
        if chosen not in targets:
            raise UsageError(
                f"{folder}: no run of {chosen or 'any target'}. It has {', '.join(targets) or 'none'}."
            )
        previous = None
        for run in history.runs(chosen)[-SHOWN:]:
            click.echo(status_line(run, previous))
            previous = run
        for failing in history.failing(chosen):
            click.echo(
                f"broken since {failing.since}: {failing.requirement} on {failing.subject}"
                + (f" (first on {failing.first})" if failing.first != failing.since else "")
            )
        for one in history.unsteady(chosen)[:SHOWN]:
            click.echo(
                f"unsteady: {one.requirement} on {one.subject}: broken in {one.failed} of {one.runs} runs, "
                f"{one.changes} changes, flaky in {one.flaky}"
            )


@command.command(name="prune")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--keep-days", type=click.IntRange(1), required=True, metavar="N", help="How old a run may become."
)
def prune(folder: Path, keep_days: int) -> None:
    """Forget the runs that began more than N days ago."""
    from kraken_conformance.history import History

    before = (
        (datetime.now(UTC) - timedelta(days=keep_days)).isoformat(timespec="seconds").replace("+00:00", "Z")
    )
    with History(folder, must_exist=True) as history:
        click.echo(f"Forgot {history.prune(before)} runs from before {before}.")
