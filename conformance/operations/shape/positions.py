"""The response positions that a document asks for: whether the path of an error leads to one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionSetNode,
    get_named_type,
    get_nullable_type,
    is_list_type,
)

from kraken_conformance.operations.shape.field_collection import is_included


@dataclass(frozen=True, slots=True)
class Position:
    """A response key: how many list indices follow it, None where that is not known, and the keys below it."""

    indices: int | None
    below: Mapping[str, Position]


Positions = Mapping[str, Position]

Selected = tuple[SelectionSetNode, GraphQLNamedType | None]
"""A selection set with the type that it is made on, None where that is not known."""

Depth = Callable[[GraphQLNamedType, str, GraphQLOutputType], int | None]
"""How many lists the documents or a schema put around the values of a field of a type; None where that is not known."""


def positions(
    selected: Iterable[Selected],
    fragments: Mapping[str, FragmentDefinitionNode],
    schema: GraphQLSchema,
    depth: Depth,
) -> Positions:
    """Return the response keys that are asked for, of whatever type, each with those below it.

    Fields of one key have lists in the same places, whatever type they are of: else they could not be merged
    (GraphQL specification, section 5.3.2).
    """
    indices: dict[str, int | None] = {}
    below: dict[str, list[Selected]] = {}
    for node, parent in _fields(selected, fragments, schema, frozenset()):
        key = node.alias.value if node.alias else node.name.value
        known = parent.fields if isinstance(parent, GraphQLObjectType | GraphQLInterfaceType) else {}
        field = known.get(node.name.value)
        if field is not None and parent is not None:
            indices[key] = depth(parent, node.name.value, field.type)
        inner = None if field is None else get_named_type(field.type)
        below.setdefault(key, []).extend([(node.selection_set, inner)] if node.selection_set else [])
    return {
        key: Position(indices.get(key), positions(inside, fragments, schema, depth))
        for key, inside in below.items()
    }


def leads_to_one(path: list[Any], asked: Positions) -> bool:
    """Whether a path, as errors have it, leads to a position that is asked for, list indices included."""
    left: int | None = 0
    for step in path:
        if type(step) is int:
            if step < 0 or left == 0:
                return False
            left = None if left is None else left - 1
        elif left or not isinstance(step, str) or step not in asked:
            return False
        else:
            left, asked = asked[step].indices, asked[step].below
    return bool(path)


def is_position(data: Any, path: list[Any]) -> bool:
    """Whether a path goes through lists by indices that they have, as far as there is something in data."""
    for step in path:
        if isinstance(data, list):
            if type(step) is not int or step >= len(data):
                return False
            data = data[step]
        elif isinstance(data, dict):
            if not isinstance(step, str):
                return False
            data = data.get(step)
        else:
            return True
    return True


def list_depth(type_: GraphQLOutputType) -> int:
    """Return how many lists are around the values of a type."""
    inner = get_nullable_type(type_)
    return 1 + list_depth(inner.of_type) if is_list_type(inner) else 0


def _fields(
    selected: Iterable[Selected],
    fragments: Mapping[str, FragmentDefinitionNode],
    schema: GraphQLSchema,
    visited: frozenset[str],
) -> Iterable[tuple[FieldNode, GraphQLNamedType | None]]:
    for selection_set, parent in selected:
        for node in selection_set.selections:
            if is_included(node) is False:
                continue
            if isinstance(node, FieldNode):
                yield node, parent
            elif isinstance(node, InlineFragmentNode):
                condition = node.type_condition
                type_ = parent if condition is None else schema.get_type(condition.name.value)
                yield from _fields([(node.selection_set, type_)], fragments, schema, visited)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in visited:
                fragment = fragments.get(node.name.value)
                if fragment is not None:
                    type_ = schema.get_type(fragment.type_condition.name.value)
                    inside = [(fragment.selection_set, type_)]
                    yield from _fields(inside, fragments, schema, visited | {node.name.value})
