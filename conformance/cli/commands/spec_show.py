"""`kraken-conformance spec show`."""

import click


@click.command()
@click.argument("name")
@click.option("--contract", default="oefr", show_default=True, help="A shipped contract or a folder.")
def command(name: str, contract: str) -> None:
    """Show what the contract says of NAME: a mutation or an error code."""
    from kraken_conformance.cli.options.suggestions import unknown
    from kraken_conformance.cli.output.console import Output
    from kraken_conformance.cli.output.spec_show_text import show_code, show_mutation
    from kraken_conformance.spec.loading.loader import load_contract

    loaded = load_contract(contract)
    console = Output(highlight=False)
    error = loaded.error(name)
    if name in loaded.mutations:
        show_mutation(console, loaded, loaded.mutations[name])
    elif error is not None:
        show_code(console, loaded, error)
    else:
        kind = "error code" if name.upper().startswith("KT-") else "mutation"
        raise unknown(kind, name, [*loaded.mutations, *loaded.errors, *loaded.common_errors])
