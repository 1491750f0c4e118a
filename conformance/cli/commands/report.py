"""`kraken-conformance report`: make the reports of a run from its evidence again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kraken_conformance.given_path import GivenPath

if TYPE_CHECKING:
    from kraken_conformance.reports import Evidence


@click.command(name="report")
@click.argument("evidence", type=GivenPath(path_type=Path), metavar="EVIDENCE|DIR")
@click.option(
    "--output",
    type=GivenPath(path_type=Path),
    metavar="DIR",
    help="Where to write; beside the evidence by default.",
)
@click.option(
    "--format",
    "formats",
    multiple=True,
    metavar="NAME",
    help="Only these formats: json, junit, html, …; all by default.",
)
@click.option(
    "--history",
    type=GivenPath(path_type=Path),
    metavar="DIR",
    help="A history, or a folder with the folders of earlier runs, for the trend.",
)
@click.option(
    "--waivers",
    "waivers_file",
    type=GivenPath(path_type=Path),
    metavar="FILE",
    help="Known failures (TOML), in place of those of the run.",
)
def command(
    evidence: Path,
    output: Path | None,
    formats: tuple[str, ...],
    history: Path | None,
    waivers_file: Path | None,
) -> None:
    """Make the reports of a run again from its evidence, on any machine.

    What can be read of evidence that is cut short or damaged is reported, and marked as partial.
    """
    from kraken_conformance.cli.options.past_runs import past_runs
    from kraken_conformance.exceptions import UsageError
    from kraken_conformance.history import target_of
    from kraken_conformance.reports import read_events, write_reports

    try:
        read = read_events(evidence)
        if waivers_file is not None:
            read = _with_waivers(read, waivers_file)
        earlier = past_runs(history, target_of(read.events[0])) if history else None
        directory = output or (evidence if evidence.is_dir() else evidence.parent)
        written = write_reports(read, directory, formats=formats, history=earlier)
    except OSError as error:
        raise UsageError(
            f"{error.filename}: {error.strerror}. Name a folder that can be written to."
        ) from None
    for problem in read.problems:
        click.echo(f"Warning: {problem}", err=True)
    for path in written:
        click.echo(path)


def _with_waivers(read: Evidence, file: Path) -> Evidence:
    from dataclasses import replace
    from datetime import UTC, datetime

    from kraken_conformance.events import header_of
    from kraken_conformance.runner.reapply_waivers import rejudged
    from kraken_conformance.spec import load_requirements
    from kraken_conformance.waivers.waiver_file import load_waivers

    servers = {entry["name"]: entry["server"] for entry in header_of(read.events)["contract"]["mutations"]}
    waivers = load_waivers(
        file,
        mutations=servers,
        servers=dict.fromkeys(servers.values()),
        requirements=load_requirements(),
    )
    return replace(read, events=tuple(rejudged(read.events, waivers, datetime.now(UTC).date())))
