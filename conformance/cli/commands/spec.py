"""`kraken-conformance spec`: the contract for reading, for programs, and against others."""

import click

from kraken_conformance.cli.lazy import LazyGroup

COMMANDS = {
    "diff": (
        "kraken_conformance.cli.commands.spec_diff",
        "Compare two contracts, or a contract and a schema.",
    ),
    "export": (
        "kraken_conformance.cli.commands.spec_export",
        "Write the contract as JSON, plain SDL or Markdown.",
    ),
    "import": (
        "kraken_conformance.cli.commands.spec_import",
        "Make a contract from a reference page or a schema.",
    ),
    "lint": (
        "kraken_conformance.cli.commands.spec_lint",
        "Find what a maintainer of a contract should fix.",
    ),
    "pack": (
        "kraken_conformance.cli.commands.spec_pack",
        "Write a Python package that brings a contract.",
    ),
    "show": ("kraken_conformance.cli.commands.spec_show", "Show a mutation or an error code."),
}


@click.group(cls=LazyGroup, lazy=COMMANDS)
def command() -> None:
    """Export, show, import, compare and check contracts.

    A contract is the name of a shipped one (oefr) or the path of a folder with contract.graphql and
    errors.yaml.
    """
