"""`kraken-conformance explain`."""

from __future__ import annotations

import click


@click.command()
@click.argument("id_", metavar="[ID]", required=False)
@click.option("--markdown", is_flag=True, help="Without ID: the list as a page of Markdown.")
def command(id_: str | None, markdown: bool) -> None:
    """Explain ID, a requirement such as error.code-declared, or an error code such as KT-CT-1112.

    Without ID, list every requirement.
    """
    from kraken_conformance.cli.options.suggestions import unknown
    from kraken_conformance.cli.output.console import Output
    from kraken_conformance.cli.output.explain_text import as_markdown, list_requirements, show_requirement
    from kraken_conformance.cli.output.spec_show_text import show_code
    from kraken_conformance.spec.loading.catalogue import load_requirements
    from kraken_conformance.spec.loading.loader import load_contract

    console = Output(highlight=False)
    requirements = load_requirements()
    if id_ is None and markdown:
        click.echo(as_markdown(requirements.values()), nl=False)
    elif id_ is None:
        list_requirements(console, requirements.values())
    elif id_ in requirements:
        show_requirement(console, requirements[id_])
    else:
        contract = load_contract()
        error = contract.error(id_.upper())
        if error is None:
            raise unknown("requirement", id_, [*requirements, *contract.errors, *contract.common_errors])
        show_code(console, contract, error)
        console.print(
            "\nThe requirements on error codes: explain error.code-declared, error.message-documented."
        )
