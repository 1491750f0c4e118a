from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from graphql import build_schema, parse, validate

from kraken_conformance.model.case import Operation
from kraken_conformance.operations.rewriting import (
    NoSuchRewriting,
    reordered,
    with_alias,
    with_field_aliases,
    with_fragment,
    with_literals,
    with_skip,
    with_undeclared_argument,
    with_undefined_variable,
    without_definitions,
)

SCHEMA = build_schema(
    """
    type Query { a: Int }
    type Mutation { do(input: In!, tags: [Tag]): Done, quiet: Int }
    type Done { name: String }
    input In { text: String kind: Kind number: Float json: JSON inner: [In!] flag: Boolean }
    input Tag { key: ID! }
    enum Kind { A B }
    scalar JSON
    """
)
DO = Operation(
    "Do",
    "mutation Do($input: In!, $tags: [Tag]) { do(input: $input, tags: $tags) { name } }",
    "do",
    {"input": "In!", "tags": "[Tag]"},
)
QUIET = Operation("Quiet", "mutation Quiet { quiet }", "quiet")


def flat(operation: Operation) -> str:
    return " ".join(operation.document.split())


def objections(operation: Operation) -> list[str]:
    return [error.message for error in validate(SCHEMA, parse(operation.document))]


def test_an_alias_changes_the_response_key() -> None:
    renamed = with_alias(DO)
    assert flat(renamed) == (
        "mutation Do($input: In!, $tags: [Tag]) { renamed: do(input: $input, tags: $tags) { name } }"
    )
    assert (renamed.root, renamed.variables) == ("renamed", DO.variables)


def test_a_fragment_takes_the_selection() -> None:
    assert flat(with_fragment(DO, "Done")) == (
        "mutation Do($input: In!, $tags: [Tag]) { do(input: $input, tags: $tags) { ...DoPayload } } "
        "fragment DoPayload on Done { name }"
    )
    with pytest.raises(NoSuchRewriting):
        with_fragment(QUIET, "Int")


@pytest.mark.parametrize(
    ("variables", "written"),
    [
        ({"input": {}}, "do(input: { })"),
        ({"input": {"text": 'a "b"\n\\ é'}}, r'do(input: { text: "a \"b\"\n\\ é" })'),
        ({"input": {"kind": "A", "text": "A"}}, 'do(input: { kind: A, text: "A" })'),
        (
            {"input": {"number": 1.5, "flag": True, "text": None}},
            "do(input: { number: 1.5, flag: true, text: null })",
        ),
        ({"input": {"inner": [{"kind": "B"}]}}, "do(input: { inner: [{ kind: B }] })"),
        ({"input": {"json": {"kind": "A", "n": [1]}}}, 'do(input: { json: { kind: "A", n: [1] } })'),
        ({"input": {}, "tags": {"key": "1"}}, 'do(input: { }, tags: { key: "1" })'),
        ({"input": {}, "tags": None}, "do(input: { }, tags: null)"),
    ],
)
def test_values_are_written_into_the_document(variables: dict[str, Any], written: str) -> None:
    literal = with_literals(DO, variables, SCHEMA)
    assert flat(literal) == f"mutation Do {{ {written} {{ name }} }}"
    assert literal.variables == {}
    assert objections(literal) == []


def test_a_key_that_is_no_name_cannot_be_written() -> None:
    with pytest.raises(NoSuchRewriting, match="'no name' is no GraphQL name"):
        with_literals(DO, {"input": {"json": {"no name": 1}}}, SCHEMA)


@pytest.mark.parametrize("operation", [DO, QUIET])
@pytest.mark.parametrize("rewrite", [with_alias, with_skip])
def test_what_means_something_valid_is_valid(
    operation: Operation, rewrite: Callable[[Operation], Operation]
) -> None:
    assert objections(rewrite(operation)) == []


def test_fields_get_aliases_of_their_own() -> None:
    [(renamed, which)] = with_field_aliases(DO)
    assert "{ nameRenamed: name }" in flat(renamed)
    assert which == "every field"
    assert list(with_field_aliases(QUIET)) == []


def test_few_fields_get_aliases_at_once_and_each_gets_one() -> None:
    names = [f"f{number}" for number in range(12)]
    many = Operation("Do", f"mutation Do {{ do {{ {' '.join(names)} __typename }} }}", "do")
    documents = [flat(renamed) for renamed, _ in with_field_aliases(many)]
    assert [which for _, which in with_field_aliases(many)] == [
        "5 of 12 fields",
        "5 of 12 fields",
        "2 of 12 fields",
    ]
    assert [document.count(":") for document in documents] == [5, 5, 2]
    assert all(any(f"{name}Renamed: {name} " in document for document in documents) for name in names)


@pytest.mark.parametrize(
    ("invalid", "objection"),
    [
        (with_undeclared_argument(DO), "Unknown argument 'undeclaredArgument' on field 'Mutation.do'."),
        (with_undeclared_argument(QUIET), "Unknown argument 'undeclaredArgument' on field 'Mutation.quiet'."),
        (
            with_undefined_variable(QUIET),
            "Variable '$undefinedVariable' is not defined by operation 'Quiet'.",
        ),
    ],
)
def test_an_invalid_document_has_one_fault(invalid: Operation, objection: str) -> None:
    assert objections(invalid) == [objection]


def test_variables_without_definitions() -> None:
    assert objections(without_definitions(DO)) == [
        "Variable '$input' is not defined by operation 'Do'.",
        "Variable '$tags' is not defined by operation 'Do'.",
    ]


def test_keys_are_reversed_at_every_depth() -> None:
    value = {"a": 1, "b": [{"c": 1, "d": 2}]}
    assert str(reordered(value)) == "{'b': [{'d': 2, 'c': 1}], 'a': 1}"
