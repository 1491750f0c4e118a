"""The types that mutations take and return."""

from collections.abc import Iterable, Iterator

from graphql import (
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_specified_scalar_type,
)


def reachable_types(schema: GraphQLSchema, fields: Iterable[GraphQLField]) -> list[GraphQLNamedType]:
    """Return the types that fields take and return, and all that these hold, each once.

    The built-in scalars are left out. Members of unions, interfaces and their implementers are in.
    """
    found: dict[str, GraphQLNamedType] = {}
    waiting = [named for field in fields for named in _of_field(field)]
    while waiting:
        type_ = waiting.pop()
        if type_.name not in found and not is_specified_scalar_type(type_):
            found[type_.name] = type_
            waiting.extend(_held(type_, schema))
    return list(found.values())


def _held(type_: GraphQLNamedType, schema: GraphQLSchema) -> Iterator[GraphQLNamedType]:
    if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
        yield from type_.interfaces
        for field in type_.fields.values():
            yield from _of_field(field)
    if isinstance(type_, GraphQLInterfaceType | GraphQLUnionType):
        yield from schema.get_possible_types(type_)
    if isinstance(type_, GraphQLInputObjectType):
        for given in type_.fields.values():
            yield get_named_type(given.type)


def _of_field(field: GraphQLField) -> Iterator[GraphQLNamedType]:
    yield get_named_type(field.type)
    for argument in field.args.values():
        yield get_named_type(argument.type)
