"""Requirements, laid out for a person at a terminal."""

from collections.abc import Iterable
from itertools import groupby

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from kraken_conformance.spec.model import Requirement


def show_requirement(console: Console, requirement: Requirement) -> None:
    """Print a requirement: level, text, citation, what to do."""
    console.print(f"[bold]{escape(requirement.id)}[/bold]  {requirement.level}")
    console.print(f"\n{escape(requirement.text)}")
    console.print(f"\n[bold]Promised by[/bold]\n{escape(requirement.citation)}")
    console.print(f"\n[bold]What to do[/bold]\n{escape(requirement.remedy)}")


def list_requirements(console: Console, requirements: Iterable[Requirement]) -> None:
    """Print the id, level and text of every requirement, in the order of the catalogue."""
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for requirement in requirements:
        table.add_row(escape(requirement.id), requirement.level.value, escape(requirement.text))
    console.print(table)


def as_markdown(requirements: Iterable[Requirement]) -> str:
    """Return every requirement as a page of Markdown, a table for each family."""
    lines = ["# The requirements", "", "Made by `kraken-conformance explain --markdown`; do not edit.", ""]
    lines += ["Those marked * are reported and have no part in the verdict."]
    for family, members in groupby(requirements, key=lambda requirement: requirement.family):
        lines += [
            "",
            f"## {family}",
            "",
            "| id | level | what is promised | where |",
            "| --- | --- | --- | --- |",
        ]
        for one in members:
            mark = "" if one.decides else "*"
            cells = (f"`{one.id}`", f"{one.level}{mark}", _cell(one.text), _cell(one.citation))
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
