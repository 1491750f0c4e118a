"""A schema whose types can have no value is of no use, however well it is written."""

from __future__ import annotations

import pytest
from graphql import build_schema

from kraken_conformance.target.schema_soundness import unsound

QUERY = "type Query { a: Int } "


@pytest.mark.parametrize(
    "types",
    [
        "input A { a: A, b: [A!]!, c: B! } input B { a: A }",
        "input A { b: B!, c: B! } input B { c: C! } input C { x: Int! }",
        "enum E { A } union U = Query interface I { a: Int }",
    ],
)
def test_a_sound_schema(types: str) -> None:
    assert unsound(build_schema(QUERY + types)) is None


@pytest.mark.parametrize(
    ("types", "problem"),
    [
        ("input A { a: A! }", "the input A has to hold a value of itself"),
        (
            "input A { b: B! } input B { c: C! } input C { b: B! }",
            "the input B has to hold a value of itself",
        ),
        ("enum E", "the enum E has no values"),
        ("union U", "the union U has no members"),
        ("input A", "the type A has no fields"),
        ("type T", "the type T has no fields"),
    ],
)
def test_a_schema_of_no_use(types: str, problem: str) -> None:
    assert unsound(build_schema(QUERY + types, assume_valid=True)) == problem


def test_more_directives_than_a_document_can_be_checked_against() -> None:
    many = "".join(f"directive @d{number} on FIELD " for number in range(1_001))
    assert unsound(build_schema(QUERY + many)) == "it has more than 1000 directives"


def test_a_long_chain_of_inputs() -> None:
    chain = "".join(f"input A{number} {{ a: A{number + 1}! }} " for number in range(120))
    schema = build_schema(QUERY + chain + "input A120 { a: Int }")
    assert unsound(schema) == "the input A20 has to hold 100 others within one another"


def test_inputs_that_have_to_hold_ten_each() -> None:
    ten = "".join(f"f{number}: NEXT! " for number in range(10))
    levels = "".join(f"input A{n} {{ {ten.replace('NEXT', f'A{n + 1}')} }} " for n in range(12))
    schema = build_schema(f"{QUERY} {levels} input A12 {{ a: Int }}")
    assert unsound(schema) == "the input A8 has to hold more than 2000 others"
