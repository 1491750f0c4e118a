"""The table of docs/diff.md, made from tests/spec/single_changes.yaml: `python -m tests.diff_page` writes it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "diff.md"
CHANGES = ROOT / "tests" / "spec" / "single_changes.yaml"
BEGIN, END = "<!-- single changes -->\n", "<!-- end of single changes -->"
CLASSES = ("breaking", "dangerous", "safe")


def load() -> dict[str, Any]:
    """Return the single changes."""
    content: dict[str, Any] = yaml.safe_load(CHANGES.read_text("utf-8"))
    return content


def worst(ours: list[str]) -> str:
    """Return the class of the worst of some changes."""
    classes = [one.split()[0] for one in ours]
    return min(classes, key=CLASSES.index, default="no difference")


def table() -> str:
    """Return the rows: what each tool says of each change, and why where they differ."""
    rows = ["| one change | `spec diff` | graphql-inspector | who is right |", "| --- | --- | --- | --- |"]
    for one in load()["changes"]:
        inspector = one["inspector"].split()[0]
        rows.append(f"| {one['change']} | {worst(one['ours'])} | {inspector} | {_right(one)} |")
    return "\n".join(rows) + "\n"


def _right(one: dict[str, Any]) -> str:
    who = {"both": "both", "ours": "`spec diff`", "inspector": "graphql-inspector", "judgement": "either"}
    why = f". {one['why']}" if "why" in one else ""
    return who[one["right"]] + why


def page() -> str:
    """Return the page with the table as it has to be."""
    text = PAGE.read_text("utf-8")
    return re.sub(f"{BEGIN}.*?{END}", lambda _: BEGIN + table() + END, text, flags=re.DOTALL)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
