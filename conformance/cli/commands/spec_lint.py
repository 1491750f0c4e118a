"""`kraken-conformance spec lint`."""

import click


@click.command()
@click.argument("contract", default="oefr")
@click.pass_context
def command(ctx: click.Context, contract: str) -> None:
    """Find what loading CONTRACT (oefr by default) does not refuse, but its maintainer should fix.

    Exit code 1 when something is found, 2 when the contract is broken.
    """
    from kraken_conformance.spec.lint.contract_lint import drafted_marks, lint

    problems = lint(contract)
    for problem in problems:
        click.echo(str(problem))
    for name, count in sorted(drafted_marks(contract).items()):
        click.echo(f"{count} {name} are drafted: read them, and remove `drafted: true`.")
    click.echo(f"{len(problems)} to fix." if problems else "Nothing to fix.")
    ctx.exit(1 if problems else 0)
