"""`kraken-conformance history`: the runs of a folder, and how long they are kept."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from kraken_conformance.given_path import GivenPath

SHOWN = 20
"""How many runs and how many unsteady promises are shown."""

LONGEST = 36_500
"""Days that a run may be kept: a hundred years, which the calendar has behind us."""


@click.group(name="history")
def command() -> None:
    """Show the runs of a history, or forget old ones. `run --history DIR` adds to it."""


@command.command(name="show")
@click.argument("folder", type=GivenPath(path_type=Path), metavar="DIR")
@click.option("--target", metavar="URL", help="The target; by default the one of the latest run.")
def show(folder: Path, target: str | None) -> None:
    """Print the latest runs of a target, what is broken and since when, and what is unsteady."""
    from kraken_conformance.cli.options.past_runs import chosen_target
    from kraken_conformance.history import History, status_line
    from kraken_conformance.reports.run.earlier_runs import as_earlier
    from kraken_conformance.reports.run.requirement_history import (
        came_and_went,
        history_words,
        requirement_histories,
    )

    with History(folder, must_exist=True) as history:
        chosen = chosen_target(folder, history.targets(), target)
        previous = None
        for run in history.runs(chosen, last=SHOWN):
            click.echo(status_line(run, previous))
            previous = run
        seen = [as_earlier(results) for results in history.results(chosen)]
    found = sorted(requirement_histories([(run.started_at, run.states) for run in seen]).items())
    broken = [(key, past) for key, past in found if past.last == seen[-1].started_at]
    unsteady = [(key, past) for key, past in found if past.times_kept_again]
    for (subject, requirement), past in sorted(broken, key=lambda one: one[1].since):
        click.echo(f"failing: {requirement} on {subject}: {history_words(past, seen[-1].started_at)}")
    for (subject, requirement), past in sorted(unsteady, key=lambda one: -one[1].times_kept_again)[:SHOWN]:
        click.echo(
            f"unsteady: {requirement} on {subject}: broken in {past.broken} of {past.tested} runs, "
            f"{came_and_went(past.times_kept_again)}, flaky in {past.flaky}"
        )


@command.command(name="prune")
@click.argument("folder", type=GivenPath(path_type=Path), metavar="DIR")
@click.option(
    "--keep-days",
    type=click.IntRange(1, LONGEST),
    required=True,
    metavar="N",
    help="How old a run may become.",
)
def prune(folder: Path, keep_days: int) -> None:
    """Forget the runs that began more than N days ago."""
    from kraken_conformance.history import History

    before = (
        (datetime.now(UTC) - timedelta(days=keep_days)).isoformat(timespec="seconds").replace("+00:00", "Z")
    )
    with History(folder, must_exist=True) as history:
        click.echo(f"Forgot {history.prune(before)} runs from before {before}.")
