"""`kraken-conformance compare`: what changed between two runs."""

from pathlib import Path

import click

from kraken_conformance.given_path import GivenPath


@click.command(name="compare")
@click.argument("runs", nargs=-1, type=GivenPath(path_type=Path), metavar="[OLD] [NEW]")
@click.option(
    "--history",
    type=GivenPath(path_type=Path),
    metavar="DIR",
    help="Say since when each promise has been broken, and how often that changed. OLD may be left out.",
)
@click.option(
    "--target", metavar="URL", help="Without OLD and NEW: the target; by default the one of the latest run."
)
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True
)
@click.pass_context
def command(
    ctx: click.Context, runs: tuple[Path, ...], history: Path | None, target: str | None, form: str
) -> None:
    """Compare the run NEW with the run OLD: new, fixed, still failing, no longer tested, newly flaky.

    Each is the folder of a run, its evidence.jsonl or its results.json. With --history, NEW alone is
    compared with the run of its target before it, and without either, the latest run with the one before.

    The exit code is 1 where something broke that decides the verdict, did not fail before, and is not
    known to come and go; and 0 otherwise.
    """
    from kraken_conformance.cli.options.comparison_inputs import compared
    from kraken_conformance.reports.compare.comparison_text import as_json, as_markdown, as_text

    found = compared(runs, history, target)
    render = {"text": as_text, "json": as_json, "markdown": as_markdown}[form]
    click.echo(render(found), nl=False)
    ctx.exit(1 if found.regression else 0)
