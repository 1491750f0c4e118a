"""`kraken-conformance spec pack`."""

from pathlib import Path

import click

from kraken_conformance.given_path import GivenPath


@click.command()
@click.argument("contract")
@click.argument("folder", type=GivenPath(path_type=Path))
@click.option("--name", help="The name by which the contract is found; its own by default.")
def command(contract: str, folder: Path, name: str | None) -> None:
    """Write a Python package with CONTRACT into FOLDER, which must be empty or not exist.

    Where the package is installed, `--contract NAME` finds the contract.
    """
    from kraken_conformance.spec.importers.pack import write_pack

    found = write_pack(contract, folder, name=name)
    click.echo(f"{folder}: pip install it, and --contract {found} finds the contract.")
