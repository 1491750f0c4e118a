"""`kraken-conformance spec import`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kraken_conformance.given_path import GivenPath

if TYPE_CHECKING:
    from kraken_conformance.spec import Contract

READABLE = GivenPath(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("source", type=READABLE)
@click.option(
    "--output", type=GivenPath(path_type=Path), help="The folder to make; it must be empty or not exist."
)
@click.option(
    "--update",
    type=GivenPath(exists=True, file_okay=False, path_type=Path),
    help="The folder of a contract that was imported before: bring the new version in, and keep what people changed.",
)
@click.option(
    "--compare", metavar="CONTRACT", help="Report every documented fact on which a contract disagrees."
)
@click.option("--name", help="The name of the new contract; by default that of the file.")
@click.option("--version", help="The version of the new contract; by default year and month.")
@click.option(
    "--schema", type=READABLE, help="A schema that completes the types of a page, marked as inferred."
)
@click.option("--url", help="The address of the server that a schema belongs to; pages tell their own.")
@click.pass_context
def command(
    ctx: click.Context,
    source: Path,
    output: Path | None,
    update: Path | None,
    compare: str | None,
    name: str | None,
    version: str | None,
    schema: Path | None,
    url: str | None,
) -> None:
    """Make a contract from SOURCE: a reference page as text, SDL, or introspection JSON.

    With --output the contract is written; with --compare it is compared with another on every
    documented fact, and disagreement is exit code 1. With --update, exit code 1 says that people and the source changed
    the same thing, and what people wrote has stayed.
    """
    from kraken_conformance.spec.diff.agreement import disagreements
    from kraken_conformance.spec.importers import import_contract, make_draft
    from kraken_conformance.spec.importers.login_drafting import logins_in_doubt
    from kraken_conformance.spec.importers.updating import lines_of, update_contract
    from kraken_conformance.spec.loading.loader import load_contract

    if (output is None and update is None and compare is None) or (output and update):
        raise click.UsageError(
            "Say what to do with it: --output FOLDER or --update FOLDER, --compare CONTRACT, or both."
        )
    if update is not None:
        known = load_contract(update)
        name, version, url = name or known.name, version or known.version, url or _only_url(known)
    other = load_contract(compare) if compare else None
    draft = make_draft(
        source,
        name=name or source.stem,
        version=version or f"{date.today():%Y.%m}",
        schema_file=schema,
        url=url,
    )
    made, report = update_contract(draft, update) if update else (import_contract(draft, output), [])
    for note in draft.notes:
        click.echo(f"Note: {note}", err=True)
    for login in logins_in_doubt(made):
        click.echo(
            f"Note: {login} looks like a login, and its form leaves doubt: state `login` in platform.yaml, or run "
            "with --token.",
            err=True,
        )
    click.echo(
        f"{len(made.mutations)} mutations, {len(draft.codes)} error codes, {len(made.servers)} servers."
    )
    for line in lines_of(report):
        click.echo(line)
    kept = sum(one.kind == "conflict" for one in report)
    if update is not None:
        click.echo(f"{len(report) - kept} changes taken over, {kept} conflicts.")
    if other is None:
        ctx.exit(1 if kept else 0)
    else:
        found = list(disagreements(other, made))
        for sentence in found:
            click.echo(sentence)
        click.echo(
            f"{len(found)} disagreements." if found else f"It agrees with {compare} on every documented fact."
        )
        ctx.exit(1 if found or kept else 0)


def _only_url(contract: Contract) -> str | None:
    """Return the address of the one site of a contract, None where there are several: a page tells them."""
    urls = [server.url for server in contract.servers.values()]
    return urls[0] if len(urls) == 1 else None
