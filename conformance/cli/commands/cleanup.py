"""`kraken-conformance cleanup`: undo what a run created."""

import sys
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

from kraken_conformance.cli.options.addresses import logged_in, permitted, target_settings
from kraken_conformance.cli.options.option_list import connect_options, profile_options
from kraken_conformance.cli.options.option_sources import effective_options, named_production
from kraken_conformance.cli.options.sites import has_address, require_local, with_sites
from kraken_conformance.given_path import GivenPath


@click.command(name="cleanup")
@click.argument("folder", type=GivenPath(path_type=Path), metavar="DIR")
@connect_options
def command(folder: Path, **given: Any) -> None:
    """Undo what the runs in DIR created, by their journal, the latest first.

    Each record is undone by the mutation that the contract names for it (@undoneBy). The target is that of the
    journal unless --url says otherwise. What is undone is noted, so that it can be called again. The exit code is
    0 where nothing is left, 1 where something could not be undone.
    """
    with ExitStack() as stack:
        from kraken_conformance.journal import clean, mark_undone, read_journal
        from kraken_conformance.spec import load_contract
        from kraken_conformance.target.client import TargetClient
        from kraken_conformance.target.view import TargetView

        effective = effective_options(given, profile_options())
        given = effective.given
        contract = load_contract(given["contract"])
        entries = read_journal(folder)
        if not entries:
            click.echo("There is nothing to undo.")
            return
        if not has_address(given):
            require_local([entry.url for entry in entries], str(folder))
            given = with_sites(given, {entry.server: entry.url for entry in entries})
        permission = permitted(given, contract, named_production(effective.profile))
        client = TargetClient(logged_in(target_settings(given, contract, stack, permission)))
        stack.callback(client.close)
        views = {
            server: TargetView(contract, contract.servers[server], None, client.settings.token is not None)
            for server in client.settings.sites
        }
        undone: Counter[str] = Counter()
        left: Counter[tuple[str, str]] = Counter()
        for cleaned in clean(entries, views, client):
            if cleaned.problem is None:
                mark_undone(folder, cleaned.entry)
                undone[cleaned.entry.mutation] += 1
            else:
                left[cleaned.entry.mutation, cleaned.problem] += 1
        for name, count in undone.items():
            click.echo(f"{name}: {count} undone by {contract.mutations[name].undone_by}")
        for (name, problem), count in left.items():
            click.echo(f"{name}: {count} left: {problem}")
        sys.exit(1 if left else 0)
