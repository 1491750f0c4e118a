"""What the package exports, and its page in the docs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kraken_conformance import strategies
from kraken_conformance.strategies import FORMATS

DOCS = Path(__file__).parents[2] / "docs" / "strategies.md"


def test_the_exports() -> None:
    assert strategies.__all__ == [
        "FAULT_KINDS",
        "FORMATS",
        "Document",
        "DocumentStrategies",
        "FaultyVariables",
        "Format",
        "InvalidPools",
        "LabelledVariables",
        "NoLiteral",
        "Pools",
        "StrategiesError",
        "UnknownMutation",
        "VariableStrategies",
        "documents_for",
        "variables_for",
    ]


@pytest.mark.parametrize("name", strategies.__all__)
def test_each_export_is_documented(name: str) -> None:
    assert re.search(rf"`{name}\b", DOCS.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "example", re.findall(r"```python\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
)
def test_each_example_runs(example: str) -> None:
    exec(compile(example, str(DOCS), "exec"), {"__name__": "example"})


def test_the_table_of_formats_is_that_of_the_code() -> None:
    rows = [f"| `{f.name}` | {f.meaning} | {', '.join(sorted(f.fits))} |" for f in FORMATS.values()]
    table = DOCS.read_text(encoding="utf-8").partition("| --- | --- | --- |\n")[2]
    assert table.strip().splitlines()[: len(rows)] == rows
