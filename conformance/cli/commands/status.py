"""`kraken-conformance status`: one line about the latest run."""

from pathlib import Path

import click

from kraken_conformance.given_path import GivenPath


@click.command(name="status")
@click.argument("folder", type=GivenPath(path_type=Path), default="kraken-report", metavar="[DIR]")
@click.option(
    "--target", metavar="URL", help="Of a history: the target; by default the one of the latest run."
)
def command(folder: Path, target: str | None) -> None:
    """Print one line about a run, for a nightly mail or a chat hook.

    DIR is the folder of a run, or a history: then the line is about its latest run and says what changed
    since the one before of the same target.
    """
    from kraken_conformance.cli.options.past_runs import chosen_target
    from kraken_conformance.exceptions import UsageError
    from kraken_conformance.history import FILE, History, past_run, status_line
    from kraken_conformance.runner.evidence.evidence_file import read_evidence

    if not (folder / FILE).is_file():
        if target is not None:
            raise UsageError(f"--target: it chooses among the runs of a history, and {folder} is none.")
        click.echo(status_line(past_run(read_evidence(folder))))
        return
    with History(folder) as history:
        *earlier, latest = history.runs(chosen_target(folder, history.targets(), target), last=2)
        click.echo(status_line(latest, earlier[0] if earlier else None))
