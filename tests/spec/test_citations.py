"""Citations of the GraphQL specification are of the edition of September 2025, and name sections that it has."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from kraken_conformance.checks.registry import all_checks, all_schema_checks
from kraken_conformance.spec import load_requirements

ROOT = Path(__file__).parents[2]
SECTIONS: dict[str, str] = yaml.safe_load(Path(__file__).with_name("graphql-2025-09.yaml").read_text("utf-8"))

CITED = re.compile(r"GraphQL specification, September 2025, (?P<places>[^;]*)")
PLACE = re.compile(r"(?P<number>\d+(?:\.\d+)*) (?P<title>@?[A-Z_a-z][^,;.]*?)(?=,| and \d|\.|$)")


def citations() -> Iterator[tuple[str, str]]:
    """Yield every citation of the catalogue and of the checks, with the id of the requirement."""
    for id_, entry in load_requirements().items():
        yield id_, entry.citation
    for check in (*all_checks(), *all_schema_checks()):
        yield check.id, " ".join((inspect.getdoc(check.run) or "").rpartition("Source: ")[2].split())


OF_GRAPHQL = [(id_, text) for id_, text in citations() if "GraphQL specification" in text]


@pytest.mark.parametrize(("id_", "text"), OF_GRAPHQL, ids=lambda value: value[:40])
def test_a_cited_section_exists_under_its_title(id_: str, text: str) -> None:
    cited = CITED.search(text)
    assert cited is not None, f"{id_}: no edition"
    places = PLACE.findall(cited["places"])
    assert places, f"{id_}: no section with a title"
    assert {number: SECTIONS.get(number) for number, _ in places} == dict(places)


def test_no_earlier_edition_is_cited() -> None:
    folders = ("conformance", "spec", "strategies", "reports", "docs")
    files = [
        path
        for folder in folders
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".py", ".yaml", ".md")
    ]
    assert [path for path in files if "October 2021" in path.read_text("utf-8")] == []


def test_the_sections_are_numbered_without_gaps() -> None:
    numbers = {tuple(map(int, number.split("."))) for number in SECTIONS}
    for number in numbers:
        assert len(number) == 1 or number[:-1] in numbers
        assert number[-1] == 1 or (*number[:-1], number[-1] - 1) in numbers
