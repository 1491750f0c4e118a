"""Values that fit an input type: what a server that takes anything puts in the place of what does not fit."""

from typing import Any

from graphql import (
    GraphQLEnumType,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
    is_required_input_field,
)

SCALARS: dict[str, Any] = {
    "BigInt": 1,
    "Boolean": True,
    "Date": "2026-01-01",
    "DateTime": "2026-01-01T00:00:00+00:00",
    "Decimal": "1.00",
    "Float": 1.0,
    "Int": 1,
    "JSONString": "{}",
    "Time": "12:00:00",
    "UUID": "6f2a3b9c-0d5e-4e57-9b1a-1c2d3e4f5a6b",
}
"""A value of each scalar; text for those that are not here."""


def sample(type_: Any) -> Any:
    """Return a value that fits a type: null where that fits, required fields alone in an object."""
    if not is_non_null_type(type_):
        return None
    inner = type_.of_type
    if is_list_type(inner):
        return []
    if is_input_object_type(inner):
        return {
            name: sample(field.type) for name, field in inner.fields.items() if is_required_input_field(field)
        }
    if isinstance(inner, GraphQLEnumType):
        return next(iter(inner.values))
    return SCALARS.get(inner.name, "1")
