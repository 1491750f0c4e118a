"""`kraken-conformance merge`: shards into one run."""

import sys
from contextlib import ExitStack
from pathlib import Path

import click

from kraken_conformance.given_path import GivenPath


@click.command(name="merge")
@click.argument("shards", nargs=-1, required=True, type=GivenPath(path_type=Path), metavar="DIR...")
@click.option(
    "--output",
    type=GivenPath(path_type=Path),
    required=True,
    metavar="DIR",
    help="Where to write the evidence and the reports of the whole run.",
)
@click.option(
    "--history",
    type=GivenPath(path_type=Path),
    metavar="DIR",
    help="A folder that remembers runs; the whole run is added to it.",
)
def command(shards: tuple[Path, ...], output: Path, history: Path | None) -> None:
    """Make one run of its shards, and all reports of it.

    Each DIR is what `run --shard I/N --output DIR` wrote. All N have to be there, finished, with the same
    contract, seed and configuration. The exit code is that of the whole run.
    """
    from kraken_conformance.cli.output.run_history import RunHistory
    from kraken_conformance.cli.output.summary import print_summary
    from kraken_conformance.exceptions import UsageError
    from kraken_conformance.runner.merge_shards import merge, read_shards

    if output.resolve() in {shard.resolve() for shard in shards}:
        raise UsageError(f"--output {output}: this is a shard. Choose a folder of its own.")
    read = read_shards(shards)
    with ExitStack() as stack:
        run_history = RunHistory(history, stack)
        result = merge(read, output)
        written = run_history.write_reports(result.events, output)
    print_summary(result, [result.evidence, *written.files], written.requirement_histories)
    sys.exit(result.judged.verdict.exit_code)
