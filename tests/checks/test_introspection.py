"""Answers to the introspection query: whole ones, and lists that do not name each other."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import build_schema, introspection_from_schema

from kraken_conformance.checks._shared.introspection_gaps import gaps
from kraken_conformance.model.violation import Violation
from kraken_conformance.spec import load_contract

SDL = """
type Query { node: Node named: Named }
interface Node { id: ID }
interface Named implements Node { id: ID name: String }
type Account implements Node { id: ID }
type User implements Node & Named { id: ID name: String }
union Either = Account | User
"""


def described(sdl: str = SDL) -> dict[str, Any]:
    """Return what introspection answers of a schema, under `__schema`."""
    found: dict[str, Any] = dict(introspection_from_schema(build_schema(sdl))["__schema"])
    return found


def edited(name: str, part: str, value: Any) -> list[Violation]:
    """Return the gaps where one part of a type has another value."""
    schema = described()
    type_ = next(type_ for type_ in schema["types"] if type_["name"] == name)
    assert part in type_
    type_[part] = value
    return list(gaps(schema))


@pytest.mark.parametrize(
    "schema", [described(), dict(introspection_from_schema(load_contract("oefr").schema)["__schema"])]
)
def test_a_whole_schema_has_no_gaps(schema: dict[str, Any]) -> None:
    assert list(gaps(schema)) == []


def test_an_object_that_an_interface_lists_has_to_list_it() -> None:
    found = edited("Account", "interfaces", [])
    assert [(each.expected, each.actual) for each in found] == [
        ("a type with Node among its interfaces", "Account")
    ]
    assert found[0].path[-2:] == ("possibleTypes", 0)


def test_an_interface_has_to_list_the_objects_that_list_it() -> None:
    found = edited("Node", "possibleTypes", [{"kind": "OBJECT", "name": "User"}])
    assert [(each.expected, each.actual) for each in found] == [
        ("a type with Account among its possibleTypes", "Node")
    ]
    assert found[0].path[-2:] == ("interfaces", 0)


@pytest.mark.parametrize(("name", "part"), [("Account", "interfaces"), ("Node", "possibleTypes")])
def test_a_list_that_is_not_there_is_not_compared(name: str, part: str) -> None:
    assert edited(name, part, None) == []


def test_a_union_names_objects_that_do_not_name_it() -> None:
    assert edited("Either", "possibleTypes", [{"kind": "OBJECT", "name": "Account"}]) == []


def test_an_interface_of_an_interface_is_not_compared() -> None:
    assert edited("Named", "interfaces", []) == []
