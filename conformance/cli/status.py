"""`kraken-conformance status`: one line about the latest run."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(name="status")
@click.argument("folder", type=click.Path(path_type=Path), default="kraken-report", metavar="[DIR]")
def command(folder: Path) -> None:
    """Print one line about a run, for a nightly mail or a chat hook.

    DIR is the folder of a run, or a history: then the line is about its latest run and says what changed
    since the one before of the same target.
    """
    from kraken_conformance.history import FILE, History, past_run, status_line
    from kraken_conformance.runner.evidence import read_evidence

    if not (folder / FILE).is_file():
        click.echo(status_line(past_run(read_evidence(folder))))
        return
    with History(folder) as history:
        for target in history.targets()[:1]:
            *earlier, latest = history.runs(target, last=2)
            click.echo(status_line(latest, earlier[0] if earlier else None))
