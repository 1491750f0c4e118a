"""Long texts and lists in parts: nothing but the length is left out."""

from __future__ import annotations

from typing import Any

import pytest

from kraken_conformance.model.case import Case, Operation
from kraken_conformance.operations.shorter_input import (
    MOST_PARTS,
    USUAL_ITEMS,
    USUAL_TEXT,
    has_long_values,
    shorter,
)

MUTATION = Operation("A", "mutation A($input: AInput!) { a(input: $input) { b } }", "a", {"input": "AInput!"})


def case(value: Any, operation: Operation = MUTATION) -> Case:
    return Case("valid-input", "API", "a", operation, {"input": {"value": value}})


def values(value: Any) -> list[Any]:
    return [one.variables["input"]["value"] for one in shorter(case(value))]


@pytest.mark.parametrize("value", ["", "a" * USUAL_TEXT, [1] * USUAL_ITEMS, None, 10**80, {"a": ["b"]}])
def test_what_is_not_longer_than_usual_has_no_parts(value: Any) -> None:
    assert not has_long_values(case(value))
    assert values(value) == []


def test_equal_parts_are_sent_once() -> None:
    assert values("a" * 12_000) == ["a" * USUAL_TEXT]
    assert values(["x", "y"] * 14) == [["x", "y", "x", "y"]]


def test_each_character_and_each_item_is_in_a_part() -> None:
    text = "".join(map(chr, range(0x100, 0x100 + 3 * USUAL_TEXT + 1)))
    assert "".join(values(text)) == text
    assert [item for part in values(list(range(10))) for item in part] == list(range(10))


def test_many_parts_are_a_selection() -> None:
    assert 1 < len(values(list(range(1000)))) <= MOST_PARTS


def test_long_values_in_a_list_are_shorter_too() -> None:
    assert values(["a" * 300] * 9) == [["a" * USUAL_TEXT] * USUAL_ITEMS, ["a" * USUAL_TEXT]]


def test_what_is_written_into_the_document_counts() -> None:
    long = f'mutation {{ a(text: "{"a" * 300}", list: [1, 2, 3, 4, 5]) {{ b }} }}'
    (first, second) = shorter(case(None, Operation("", long, "a")))
    assert first.operation is not None
    assert second.operation is not None
    assert f'"{"a" * USUAL_TEXT}"' in first.operation.document
    assert "[1, 2, 3, 4]" in first.operation.document
    assert "[5]" in second.operation.document


def test_a_document_that_is_not_valid_stays_as_it_is() -> None:
    assert list(shorter(case(None, Operation("", 'mutation { a(text: "', "a")))) == []
