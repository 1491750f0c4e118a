"""`kraken-conformance replay`: send a finding again."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from kraken_conformance.cli.failing import exit_codes


@click.command(name="replay")
@click.argument("finding")
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path),
    default="kraken-report",
    show_default=True,
    help="The folder of the run, or its evidence.",
)
@click.option("--url", metavar="URL", help="Another address of the API site than the one in the evidence.")
@click.option("--auth-url", metavar="URL", help="Another address of the authentication server.")
@click.option("--token", envvar="KRAKEN_TOKEN", metavar="TOKEN", help="The Authorization header. Or KRAKEN_TOKEN.")
@click.option("--header", "headers", multiple=True, metavar="'NAME: VALUE'", help="A header of every request.")
@click.option("--ca", "ca_file", type=click.Path(), metavar="FILE", help="Certificate authorities to trust (PEM).")
@click.option("--timeout", type=click.FloatRange(0.1), default=30.0, show_default=True, help="Seconds a request.")
@click.option("--contract", default="oefr", show_default=True, metavar="NAME|DIR", help="The contract of the run.")
@click.option("--execute", is_flag=True, help="Send to a target that is not on this machine.")
def command(**given: Any) -> None:
    """Send the request of FINDING again and judge the answer.

    FINDING is the id of a finding, or its first digits. A finding on the embedded server is sent to a new one. The
    exit code is 1 where the requirement is broken again, 0 where it is not, 3 where there is no answer.
    """
    with exit_codes():
        from kraken_conformance.runner.replay import replay

        result = replay(given)
        click.echo(result.text)
        sys.exit(result.exit_code)
