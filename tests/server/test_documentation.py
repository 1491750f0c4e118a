from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kraken_conformance.server.faults.parts.conditions import CONDITIONS
from kraken_conformance.server.rules.input_checks import INPUT_CHECKS

PAGE = Path(__file__).parents[2] / "docs" / "reference-server.md"


def checks() -> list[str]:
    """Return the checks of inputs as a table in Markdown, one row a code and reason."""
    rows: dict[tuple[str, str], list[str]] = {}
    for check in INPUT_CHECKS:
        fields = rows.setdefault((check.code, check.refuses), [])
        if check.field not in fields:
            fields.append(check.field)
    shown = {key: ", ".join(f"`{field}`" for field in fields) for key, fields in sorted(rows.items())}
    return [
        "| code | field | refused |",
        "| --- | --- | --- |",
        *(f"| {code} | {fields} | {refuses} |" for (code, refuses), fields in shown.items()),
    ]


def conditions() -> list[str]:
    """Return the conditions of faults as a table in Markdown."""
    return [
        "| when | the fault is shown only where |",
        "| --- | --- |",
        *(f"| `{condition.name}` | {condition.description} |" for condition in CONDITIONS.values()),
    ]


@pytest.mark.parametrize("table", [checks, conditions])
def test_the_page_shows_the_table_of_the_code(table: Callable[[], list[str]]) -> None:
    _, _, rest = PAGE.read_text("utf-8").partition(f"<!-- {table.__name__} -->\n")
    shown, end, _ = rest.partition(f"\n<!-- end of {table.__name__} -->")
    assert end
    assert shown.splitlines() == table()
