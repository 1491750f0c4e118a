"""`kraken-conformance compare`: what changed between two runs."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(name="compare")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True
)
@click.pass_context
def command(ctx: click.Context, old: Path, new: Path, form: str) -> None:
    """Compare the run NEW with the run OLD: new, fixed, still failing, no longer tested, newly flaky.

    Each is the folder of a run, its evidence.jsonl or its results.json. The exit code is 1 where something
    broke that decides the verdict and did not fail before, and 0 otherwise.
    """
    from kraken_conformance.exceptions import UsageError
    from kraken_conformance.reports import ReportError
    from kraken_conformance.reports.comparison import compare, read_run
    from kraken_conformance.reports.comparison_text import as_json, as_markdown, as_text

    try:
        found = compare(read_run(old), read_run(new))
    except ReportError as error:
        raise UsageError(str(error)) from None
    render = {"text": as_text, "json": as_json, "markdown": as_markdown}[form]
    click.echo(render(found), nl=False)
    ctx.exit(1 if found.regression else 0)
