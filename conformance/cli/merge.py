"""`kraken-conformance merge`: shards into one run."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kraken_conformance.cli.summary import print_summary


@click.command(name="merge")
@click.argument("shards", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="DIR...")
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    metavar="DIR",
    help="Where to write the evidence and the reports of the whole run.",
)
def command(shards: tuple[Path, ...], output: Path) -> None:
    """Make one run of its shards, and all reports of it.

    Each DIR is what `run --shard I/N --output DIR` wrote. All N have to be there, finished, with the same
    contract, seed and configuration. The exit code is that of the whole run.
    """
    from kraken_conformance.exceptions import UsageError
    from kraken_conformance.reports import write_reports
    from kraken_conformance.runner.merging import merge, read_shards

    if output.resolve() in {shard.resolve() for shard in shards}:
        raise UsageError(f"--output {output}: this is a shard. Choose a folder of its own.")
    result = merge(read_shards(shards), output)
    written = write_reports(result.events, output)
    print_summary(result, [result.evidence, *written])
    sys.exit(result.judged.verdict.exit_code)
