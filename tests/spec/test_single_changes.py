"""Single changes of a schema, each with our verdict; the answers of graphql-inspector are recorded beside it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from graphql import GraphQLSchema, build_schema, resolve_schema_coordinate

from kraken_conformance.spec.diff.contract_diff import diff
from tests import diff_page

DATA = diff_page.load()
CHANGES = {one["change"]: one for one in DATA["changes"]}
BEFORE = build_schema(DATA["before"], assume_valid=True)


def changed(one: dict[str, Any]) -> GraphQLSchema:
    text = DATA["before"]
    if "rename" in one:
        [(old, new)] = one["rename"].items()
        return build_schema(re.sub(rf"\b{old}\b", new, text), assume_valid=True)
    assert one["old"] in text
    return build_schema(text.replace(one["old"], one["new"], 1), assume_valid=True)


@pytest.mark.parametrize("one", CHANGES.values(), ids=CHANGES)
def test_our_verdict_on_a_single_change(one: dict[str, Any]) -> None:
    after = changed(one)
    found = diff(BEFORE, after).changes
    assert [
        *dict.fromkeys(f"{change.severity.value} {change.kind} {change.coordinate}" for change in found)
    ] == one["ours"]
    for change in found:
        assert change.coordinate is not None
        assert any(resolve_schema_coordinate(schema, change.coordinate) for schema in (BEFORE, after))


@pytest.mark.parametrize("one", CHANGES.values(), ids=CHANGES)
def test_where_the_tools_differ_it_is_said_who_is_right(one: dict[str, Any]) -> None:
    ours, inspector = diff_page.worst(one["ours"]), one["inspector"].split()[0]
    if {ours, inspector} in ({"no difference", "safe"}, {ours}):
        assert one["right"] in ("both", "ours")
    else:
        assert one["right"] in ("ours", "inspector", "judgement")
        assert one["why"]


def test_the_page_has_the_table() -> None:
    assert diff_page.PAGE.read_text("utf-8") == diff_page.page(), "python -m tests.diff_page"
