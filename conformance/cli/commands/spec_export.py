"""`kraken-conformance spec export`."""

import sys
from pathlib import Path

import click

from kraken_conformance.given_path import GivenPath


@click.command()
@click.argument("contract", default="oefr")
@click.option(
    "--format", "form", type=click.Choice(["json", "sdl", "markdown"]), default="json", show_default=True
)
@click.option(
    "--format-version",
    "version",
    type=click.Choice(["1", "2"]),
    default="2",
    show_default=True,
    help="The version of the JSON: its key schema_version.",
)
@click.option("--server", metavar="NAME", help="Only the mutations of this server, such as API or AUTH.")
@click.option(
    "--output", type=GivenPath(path_type=Path), help="The file to write; standard output by default."
)
def command(contract: str, form: str, version: str, server: str | None, output: Path | None) -> None:
    """Write CONTRACT (oefr by default) as JSON, as SDL that every GraphQL tool reads, or as Markdown."""
    from kraken_conformance.cli.options.suggestions import unknown
    from kraken_conformance.encodable_text import encodable
    from kraken_conformance.exceptions import UsageError
    from kraken_conformance.spec.export.contract_export import export
    from kraken_conformance.spec.loading.loader import load_contract

    loaded = load_contract(contract)
    if server is not None and server not in loaded.servers:
        raise unknown("server", server, loaded.servers)
    text = export(loaded, form, server=server, version=int(version))
    if output is None:
        sys.stdout.write(text)
        return
    try:
        output.write_text(encodable(text), "utf-8")
    except OSError as error:
        raise UsageError(f"{output}: {error.strerror}. Name a file that can be written.") from None
