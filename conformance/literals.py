"""Values of scalars as GraphQL literals, for requests that carry their input in the document."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from graphql import (
    ConstValueNode,
    GraphQLInputType,
    GraphQLScalarType,
    GraphQLSchema,
    is_scalar_type,
    is_specified_scalar_type,
    value_to_literal,
)
from hypothesis.strategies import SearchStrategy

from kraken_conformance.strategies.scalars import SCALARS, unknown_scalar

_NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]*")


def literal(value: Any, type_: GraphQLInputType) -> ConstValueNode | None:
    """Return a JSON value as a literal of a type, None where it cannot be written as one."""
    return value_to_literal(value, type_) if _expressible(value) else None


def scalar_literals(schema: GraphQLSchema, today: date) -> Mapping[str, SearchStrategy[ConstValueNode]]:
    """Return, for each custom scalar of a schema, a strategy for literals of it.

    Where nothing is known of a scalar, its values are short texts. They shrink as the values do.
    """
    return {
        name: _literals(type_, today)
        for name, type_ in schema.type_map.items()
        if is_scalar_type(type_) and not is_specified_scalar_type(type_)
    }


def _literals(scalar: GraphQLScalarType, today: date) -> SearchStrategy[ConstValueNode]:
    known = SCALARS.get(scalar.name)
    leaf = unknown_scalar() if known is None else known(today)
    plain = GraphQLScalarType(scalar.name)  # one that takes any JSON value as it is
    return leaf.valid.map(lambda value: literal(value, plain)).filter(lambda node: node is not None)


def _expressible(value: Any) -> bool:
    """Whether every key in a JSON value is a GraphQL name: literals have no other keys."""
    if isinstance(value, dict):
        return all(_NAME.fullmatch(key) and _expressible(inner) for key, inner in value.items())
    return not isinstance(value, list) or all(map(_expressible, value))
