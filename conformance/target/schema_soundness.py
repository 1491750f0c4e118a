"""Finds what makes a schema of no use: types that no value can have (GraphQL, sections 3.6 to 3.10)."""

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    is_input_object_type,
    is_non_null_type,
)

DEEPEST = 100
"""Inputs that may have to stand within one another; real schemas have fewer than ten."""


def unsound(schema: GraphQLSchema) -> str | None:
    """Return what is wrong with a schema, None where all of its types can have values."""
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLEnumType) and not type_.values:
            return f"the enum {type_.name} has no values"
        if isinstance(type_, GraphQLUnionType) and not type_.types:
            return f"the union {type_.name} has no members"
        if (
            isinstance(type_, GraphQLInputObjectType | GraphQLObjectType | GraphQLInterfaceType)
            and not type_.fields
        ):
            return f"the type {type_.name} has no fields"
    if len(schema.directives) > MOST_DIRECTIVES:
        return f"it has more than {MOST_DIRECTIVES} directives"
    return _endless(schema)


MOST_DIRECTIVES = 1_000
"""Directives of a schema; real ones have a few dozen. Each document that is checked takes time for all of them."""

MOST_REQUIRED = 2_000
"""Values that an input may have to hold in all; those of real schemas hold a few dozen."""


def _endless(schema: GraphQLSchema) -> str | None:
    """Return which input has to hold itself, so that no value of it ends, or too many others."""
    heights: dict[str, int] = {}
    values: dict[str, int] = {}
    for type_ in schema.type_map.values():
        way: dict[str, list[GraphQLInputObjectType]] = {}
        found = type_ if isinstance(type_, GraphQLInputObjectType) else None
        while found is not None or way:
            if found is not None:
                if found.name in way:
                    return f"the input {found.name} has to hold a value of itself"
                if found.name not in heights:
                    way[found.name] = _required(found)
            name, waiting = next(reversed(way.items())) if way else ("", [])
            found = waiting.pop() if waiting else None
            if found is None and way:
                way.popitem()
                inner = _required(schema.type_map[name])
                heights[name] = 1 + max((heights[one.name] for one in inner), default=0)
                values[name] = 1 + sum(values[one.name] for one in inner)
                if heights[name] > DEEPEST:
                    return f"the input {name} has to hold {DEEPEST} others within one another"
                if values[name] > MOST_REQUIRED:
                    return f"the input {name} has to hold more than {MOST_REQUIRED} others"
    return None


def _required(type_: GraphQLNamedType) -> list[GraphQLInputObjectType]:
    """Return the input objects that a value of a type cannot be without."""
    fields = type_.fields.values() if isinstance(type_, GraphQLInputObjectType) else ()
    inner = (field.type.of_type for field in fields if is_non_null_type(field.type))
    return [found for found in inner if is_input_object_type(found)]
