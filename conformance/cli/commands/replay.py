"""`kraken-conformance replay`: send a finding again."""

import json
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

from kraken_conformance.cli.options.addresses import logged_in, permitted, target_settings
from kraken_conformance.cli.options.option_list import connect_options, profile_options
from kraken_conformance.cli.options.option_sources import effective_options, named_production
from kraken_conformance.cli.options.sites import has_address, local_addresses
from kraken_conformance.events import header_of
from kraken_conformance.exceptions import UsageError
from kraken_conformance.given_path import GivenPath
from kraken_conformance.safety.known_secrets import HIDDEN


@click.command(name="replay")
@click.argument("finding")
@click.option(
    "--from",
    "source",
    type=GivenPath(path_type=Path),
    default="kraken-report",
    show_default=True,
    help="The folder of the run, or its evidence.",
)
@connect_options
def command(finding: str, source: Path, **given: Any) -> None:
    """Send the request of FINDING again and judge the answer.

    FINDING is the id of a finding, or its first digits. The target is that of the run unless --url says
    otherwise; a finding on the embedded server is sent to a new one. The exit code is 1 where the requirement
    is broken again, 0 where it is not, 3 where there is no answer, or only that of a gateway.
    """
    with ExitStack() as stack:
        from kraken_conformance.reports.text.path_words import place_words
        from kraken_conformance.runner.evidence.evidence_file import read_evidence
        from kraken_conformance.runner.replay import find, replay
        from kraken_conformance.spec import load_contract
        from kraken_conformance.spec.loading.contract_files import SHIPPED
        from kraken_conformance.target.client import TargetClient

        effective = effective_options(given, profile_options())
        given = effective.given
        events = read_evidence(source)
        chosen = find(events, finding, source)
        header = header_of(events)
        named = header["configuration"].get("contract")
        if effective.sources.get("contract") == "default" and named not in (None, *SHIPPED):
            raise UsageError(
                f"--from {source}: the run was about the contract in {named}. Evidence is not asked for the names of "
                "files: give --contract again."
            )
        contract = load_contract(given["contract"])
        if not has_address(given):
            given = {**given, **local_addresses(header, f"--from {source}")}
        permission = permitted(given, contract, named_production(effective.profile))
        client = TargetClient(logged_in(target_settings(given, contract, stack, permission)))
        stack.callback(client.close)
        replayed = replay(contract, chosen, client)
        click.echo(
            f"{chosen['requirement']} on {chosen['mutation'] or chosen['server']}: status {replayed.status}"
        )
        for violation in replayed.violations:
            click.echo(f"  at       {place_words(violation.path)}")
            click.echo(f"  expected {violation.expected}\n  actual   {violation.actual}")
        kept = (
            "The requirement is kept this time."
            if replayed.shown
            else "The requirement is not broken this time: it says nothing about such an answer."
        )
        click.echo("The requirement is broken again." if replayed.violations else kept)
        if not replayed.violations and HIDDEN in json.dumps(chosen["case"]):
            click.echo(
                "The evidence hides some of the values that were sent: plausible ones took their place, and the answer "
                "may differ for that."
            )
        sys.exit(1 if replayed.violations else 0)
