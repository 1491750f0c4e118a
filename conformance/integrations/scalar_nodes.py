"""Values of custom scalars as nodes of GraphQL documents, for tools that want such."""

import re
from datetime import date
from typing import Any

from graphql import ConstValueNode, GraphQLScalarType, value_to_literal
from hypothesis.strategies import SearchStrategy, sampled_from

from kraken_conformance.strategies.types.scalars import SCALARS, unknown_scalar

_NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]*")


def scalar_literals(name: str, today: date) -> SearchStrategy[ConstValueNode]:
    """Return a strategy for literals of a custom scalar; short texts where nothing is known of it.

    They shrink as the values of the scalar do. Dates lie around `today`.
    """
    known = SCALARS.get(name)
    leaf = unknown_scalar() if known is None else known(today)
    plain = GraphQLScalarType(name)  # one that takes any JSON value as it is

    def written(value: Any) -> ConstValueNode:
        node = value_to_literal(value, plain)
        assert node is not None, value
        return node

    values = sampled_from(leaf.table)
    return (values if leaf.generated is None else values | leaf.generated).filter(_expressible).map(written)


def _expressible(value: Any) -> bool:
    """Whether every key in a JSON value is a GraphQL name: literals have no other keys."""
    if isinstance(value, dict):
        return all(_NAME.fullmatch(key) and _expressible(inner) for key, inner in value.items())
    return not isinstance(value, list) or all(map(_expressible, value))
