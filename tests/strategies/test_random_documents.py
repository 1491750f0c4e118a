"""Random documents: always valid, of every form, and small when they shrink."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest
from graphql import (
    GraphQLSchema,
    build_client_schema,
    build_schema,
    introspection_from_schema,
    parse,
    parse_value,
    validate,
)
from graphql.utilities import value_from_ast
from hypothesis.strategies import SearchStrategy

from kraken_conformance.server.execution.schema_draft import site_schema
from kraken_conformance.spec import Contract
from kraken_conformance.strategies import DocumentStrategies, UnknownMutation, documents_for
from kraken_conformance.strategies.documents.literals import STYLES, Style, literal, with_names_only
from tests.strategies.conftest import TODAY
from tests.strategies.test_variables import anything, drawn, found

NAME = "createReferral"

HARD_TO_MERGE = """
type Query { nothing: Int }
type Mutation { createReferral(input: Input!, note: String = "x", page: Int!): Result }
input Input { text: String!, kind: Kind, numbers: [Int!], ratio: Float, tags: [[ID]], json: JSON, inner: Input }
enum Kind { ONE two }
scalar JSON
union Result = A | B | C
interface Node { id: ID! }
interface Titled { title(short: Boolean!, lines: Int): String, self: Titled }
type A implements Node & Titled {
  id: ID!
  title(short: Boolean!, lines: Int): String
  titleAgain: [Int]
  self: A
  same: String
  others(first: Int!, after: [String!], like: Input): [Result!]!
}
type B implements Node & Titled { id: ID!, title(short: Boolean!, lines: Int): String, self: Titled, same: Int! }
type C implements Node { id: ID!, same: [String], self: Node, field0: Kind }
"""


@cache
def hard_to_merge() -> GraphQLSchema:
    return build_schema(HARD_TO_MERGE)


@pytest.fixture(scope="module")
def strategy(contract: Contract) -> SearchStrategy[str]:
    return documents_for(contract, NAME, schema=hard_to_merge(), today=TODAY)


@pytest.fixture(scope="module")
def texts(strategy: SearchStrategy[str]) -> list[str]:
    return [text for seed in (1, 2) for text in drawn(strategy, seed, examples=150)]


def objections(schema: GraphQLSchema, text: str) -> list[str]:
    return [error.message for error in validate(schema, parse(text))]


def test_documents_are_valid_on_a_schema_whose_fields_collide(texts: list[str]) -> None:
    assert [(text, wrong) for text in texts if (wrong := objections(hard_to_merge(), text))] == []
    assert len(set(texts)) > 0.75 * len(texts)


@pytest.mark.parametrize("server", ["API", "AUTH"])
def test_documents_are_valid_on_the_schema_that_the_reference_server_tells(
    contract: Contract, server: str
) -> None:
    schema = build_client_schema(introspection_from_schema(site_schema(contract, server)))
    strategies = DocumentStrategies(contract, schema=schema, today=TODAY)
    for mutation in contract.on_server(server):
        for document in drawn(strategies.documents(mutation), 1, examples=3):
            assert objections(schema, document.text) == [], document.text
            assert re.search(rf"^  ({document.root}: )?{mutation.name}\b", document.text, re.MULTILINE)


def test_documents_are_valid_on_the_schema_of_the_contract(contract: Contract) -> None:
    strategies = DocumentStrategies(contract, today=TODAY)
    for mutation in contract.mutations.values():
        for document in drawn(strategies.documents(mutation), 2, examples=3):
            assert objections(contract.schema, document.text) == [], document.text


@pytest.mark.parametrize(
    "form",
    [
        r"^  createReferral\(",
        r"^  field0: createReferral\(",
        r"^ +__typename$",
        r"^ +\.\.\. \{$",
        r"^    \.\.\. on A \{$",
        r"^    \.\.\. on B \{$",
        r"^    \.\.\. on C \{$",
        r"^    \.\.\. on Result \{$",
        r"^ +\.\.\. on Node \{$",
        r"^ +idAgain: id$",
        r"title\(short: (true|false)\)",
        r"title\(short: (true|false), lines: null\)",
        r"title\(short: (true|false), lines: -?\d+\)",
        r"others\(first: -?\d+, ",
        r"kind: two",
        r"kind: null",
        r'note: """',
        r"text: \"[^\"]*\\u[0-9a-f]{4}",
        r"numbers: \[\]",
        r"numbers: \[-?\d+, ",
        r"numbers: -?\d+",
        r"ratio: -?\d+[,}]",
        r"ratio: -?\d+\.\d",
        r"inner: \{text: .*inner: \{text:",
    ],
)
def test_every_form_is_reached(texts: list[str], form: str) -> None:
    assert any(re.search(form, text, re.MULTILINE) for text in texts)


def test_a_field_is_asked_for_twice_in_one_selection(texts: list[str]) -> None:
    twice = re.compile(r"^( +)id$(\n\1\S.*)*\n\1idAgain: id$", re.MULTILINE)
    assert any(map(twice.search, texts))


def test_the_smallest_document_has_the_fewest_things_in_it(strategy: SearchStrategy[str]) -> None:
    smallest = 'mutation Random {\n  createReferral(input: {text: ""}, page: 0) {\n    __typename\n  }\n}'
    assert found(strategy, anything) == smallest


@pytest.mark.parametrize("wanted", ["same", "idAgain: id", "kind: two", "json: {key:"])
def test_a_failure_keeps_little_else(strategy: SearchStrategy[str], wanted: str) -> None:
    smallest = found(strategy, lambda text: wanted in text)
    assert wanted in smallest
    assert len(smallest.splitlines()) <= 13


def test_a_failure_of_one_field_keeps_that_field_alone(contract: Contract) -> None:
    schema = site_schema(contract, "API")
    text = found(documents_for(contract, NAME, schema=schema, today=TODAY), lambda text: "Amount" in text)
    assert text.splitlines()[2:] == ["    referredAccountRewardAmount", "  }", "}"]


def test_the_same_seed_gives_the_same_documents(contract: Contract) -> None:
    first = drawn(documents_for(contract, NAME, today=TODAY), 1)
    assert drawn(documents_for(contract, NAME, today=TODAY), 1) == first
    assert drawn(documents_for(contract, NAME, today=TODAY), 2) != first


def test_a_mutation_that_is_not_there_is_named(contract: Contract) -> None:
    with pytest.raises(UnknownMutation, match="The contract oefr has no mutation 'doNothing'"):
        documents_for(contract, "doNothing")
    with pytest.raises(UnknownMutation, match="The schema has no mutation 'acceptQuote'"):
        documents_for(contract, "acceptQuote", schema=hard_to_merge())


VALUES: list[tuple[str, Any]] = [
    ("String", "plain"), ("String", ""), ("String", ' "quoted" \\ '), ("String", "é\n😀"), ("String", "été"),
    ("String", None), ("ID", "12"), ("ID", "012"), ("ID", "a"), ("ID", 7), ("Float", 2.0), ("Float", 0.5),
    ("Float", 1e15), ("Float", 1e-7), ("Float", 3), ("Int", -1), ("Boolean", True), ("Kind", "two"),
    ("[Int!]", []), ("[Int!]", [1]), ("[Int!]", [1, 2]), ("[Int]", [None]), ("[[ID]]", [["1"]]), ("[Kind]", ["ONE"]),
    ("Input", {"text": "a", "ratio": 1.0, "tags": [["1", None]], "numbers": [3], "inner": {"text": "é"}}),
]  # fmt: skip


@pytest.mark.parametrize("style", STYLES, ids=str)
@pytest.mark.parametrize(("type_name", "value"), VALUES)
def test_a_literal_means_the_value_in_every_style(type_name: str, value: Any, style: Style) -> None:
    args = f"type Query {{ f(a: {type_name}): Int }}"
    schema = build_schema(HARD_TO_MERGE.replace("type Query { nothing: Int }", args))
    assert schema.query_type is not None
    type_ = schema.query_type.fields["f"].args["a"].type
    text = literal(value, type_, style)
    expected = str(value) if type_name == "ID" else value
    assert value_from_ast(parse_value(text), type_) == ([["1"]] if type_name == "[[ID]]" else expected), text


def test_keys_that_are_no_names_are_left_out_of_documents() -> None:
    assert with_names_only([{"a": {"clé": 1, "b": [{"": 2}]}}]) == [{"a": {"b": [{}]}}]
