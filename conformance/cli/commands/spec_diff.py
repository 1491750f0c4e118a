"""`kraken-conformance spec diff`."""

import json

import click


@click.command()
@click.argument("first")
@click.argument("second")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def command(ctx: click.Context, first: str, second: str, form: str) -> None:
    """Compare SECOND with FIRST, as a client of FIRST sees it.

    Each is a contract (a name or a folder) or a schema file (SDL or introspection JSON, with the errors
    in its descriptions). Exit code 1 when something breaking is found.
    """
    from kraken_conformance.cli.output.spec_diff_text import print_diff
    from kraken_conformance.spec.diff.comparands import read_subject
    from kraken_conformance.spec.diff.contract_diff import diff

    found = diff(read_subject(first), read_subject(second))
    if form == "json":
        click.echo(json.dumps(found.as_json(), indent=2))
    else:
        print_diff(found)
    ctx.exit(1 if found.breaking else 0)
