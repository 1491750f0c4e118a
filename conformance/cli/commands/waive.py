"""`kraken-conformance waive`: the entries of a file of waivers for what a run found."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from kraken_conformance.events import findings_of, header_of
from kraken_conformance.given_path import GivenPath

DAYS = 30
"""How long a waiver lasts where no end is given, in days."""


@click.command(name="waive")
@click.argument("ids", nargs=-1, metavar="[FINDING]...")
@click.option(
    "--from",
    "source",
    type=GivenPath(path_type=Path),
    default="kraken-report",
    show_default=True,
    help="The folder of the run, or its evidence.",
)
@click.option("--reason", default="", help="Why. Without it, the entries are refused until you write it in.")
@click.option("--expires", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help=f"Default: in {DAYS} days.")
def command(ids: tuple[str, ...], source: Path, reason: str, expires: datetime | None) -> None:
    """Print an entry for each FINDING of a run, to be pasted into a file of waivers.

    Without FINDING: for all that make the target non-conformant.
    """
    from kraken_conformance.judging.verdict import counts_against
    from kraken_conformance.runner.evidence.evidence_file import read_evidence
    from kraken_conformance.runner.replay import find
    from kraken_conformance.waivers.waiver_file import paste_ready

    events = read_evidence(source)
    fail_on = header_of(events)["configuration"].get("fail_on", "must")
    chosen = [find(events, id_, source) for id_ in ids] or [
        event for event in findings_of(events) if counts_against(event, fail_on)
    ]
    last = (expires or datetime.now(UTC) + timedelta(days=DAYS)).date()
    click.echo("\n\n".join(paste_ready(finding, reason=reason, expires=last) for finding in chosen))
    if not chosen:
        click.echo("Nothing counts against the target: there is nothing to waive.", err=True)
