"""`kraken-conformance explain`."""

import click


@click.command()
@click.argument("id_", metavar="[ID]", required=False)
@click.option(
    "--contract",
    default="oefr",
    show_default=True,
    metavar="NAME|DIR",
    help="The contract whose codes are meant.",
)
@click.option("--markdown", is_flag=True, help="Without ID: the list as a page of Markdown.")
def command(id_: str | None, contract: str, markdown: bool) -> None:
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
        loaded = load_contract(contract)
        error = loaded.error(id_.upper())
        if error is None:
            raise unknown("requirement", id_, [*requirements, *loaded.errors, *loaded.common_errors])
        show_code(console, loaded, error)
        console.print(
            "\nThe requirements on error codes: explain error.code-declared, error.message-documented."
        )
