"""A diff as text: the worst first, one line a change."""

import click

from kraken_conformance.spec.diff.change import ChangeClass
from kraken_conformance.spec.diff.contract_diff import Diff

COLOURS = {ChangeClass.BREAKING: "red", ChangeClass.DANGEROUS: "yellow", ChangeClass.SAFE: "green"}


def print_diff(found: Diff) -> None:
    """Print every change under its class with its schema coordinate in brackets, and how many there are."""
    for severity in ChangeClass:
        changes = [change for change in found.changes if change.severity is severity]
        if changes:
            click.secho(f"{severity.value} ({len(changes)})", fg=COLOURS[severity], bold=True)
        for change in changes:
            place = change.mutation or "contract"
            place = f"{place}.{change.path}" if change.path else place
            coordinate = f" [{change.coordinate}]" if change.coordinate else ""
            click.echo(f"  {change.kind:<24} {place}: {change.detail}{coordinate}")
    if not found.changes:
        click.echo("No difference.")
