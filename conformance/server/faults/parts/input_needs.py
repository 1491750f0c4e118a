"""The types that a mutation takes, and needs of them."""

from collections.abc import Callable
from typing import Any

from graphql import (
    GraphQLInputObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_enum_type,
    is_input_object_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_required_input_field,
    is_specified_scalar_type,
)

from kraken_conformance.server.faults.parts.needs import Need
from kraken_conformance.spec import Mutation


def input_types(mutation: Mutation, schema: GraphQLSchema) -> list[Any]:
    """Return the type of every argument of a mutation and of every field in it, at any depth."""
    assert schema.mutation_type is not None
    waiting = [argument.type for argument in schema.mutation_type.fields[mutation.name].args.values()]
    found: list[Any] = []
    opened: set[str] = set()
    while waiting:
        type_ = waiting.pop()
        found.append(type_)
        named = get_named_type(type_)
        if is_input_object_type(named) and named.name not in opened:
            opened.add(named.name)
            waiting += [field.type for field in named.fields.values()]
    return found


def input_names(mutation: Mutation, schema: GraphQLSchema) -> set[str]:
    """Return the names of the arguments of a mutation and of every field in them, at any depth."""
    types = map(get_named_type, input_types(mutation, schema))
    fields = (name for type_ in types for name in getattr(type_, "fields", ()))
    return {*fields, *(argument.name for argument in mutation.arguments)}


def _takes(words: str, accept: Callable[[Any], bool]) -> Need:
    """Return the need of a type that is accepted, of an argument or within one."""
    return Need(words, lambda mutation, schema: any(map(accept, input_types(mutation, schema))))


def _is_custom(type_: Any) -> bool:
    named = get_named_type(type_)
    custom = isinstance(named, GraphQLScalarType) and not is_specified_scalar_type(named)
    return custom and named.name != "GenericScalar"


def _has_option(type_: Any) -> bool:
    named = get_named_type(type_)
    return is_input_object_type(named) and not all(map(is_required_input_field, named.fields.values()))


OPTION = _takes("an optional field in its input", _has_option)
REQUIRED = _takes("a required field in its input", is_non_null_type)
OBJECT = _takes("an input object in its input", lambda type_: is_input_object_type(get_named_type(type_)))
OBJECT_OR_ENUM = _takes(
    "an input object or an enum in its input",
    lambda type_: is_input_object_type(get_named_type(type_)) or is_enum_type(get_named_type(type_)),
)
LIST = _takes("a list in its input", lambda type_: is_list_type(get_nullable_type(type_)))
ENUM = _takes("an enum in its input", lambda type_: is_enum_type(get_named_type(type_)))
INT = _takes("an Int in its input", lambda type_: get_named_type(type_).name == "Int")
CUSTOM = _takes("a custom scalar in its input", _is_custom)


def _has_required_field(mutation: Mutation, schema: GraphQLSchema) -> bool:
    """Whether the first argument of a mutation is an object that must have a field with one value."""
    types = [get_nullable_type(argument.type) for argument in mutation.arguments[:1]]
    named = [schema.get_type(getattr(type_, "name", "")) for type_ in types]
    fields = (
        field
        for type_ in named
        if isinstance(type_, GraphQLInputObjectType)
        for field in type_.fields.values()
    )
    return any(
        is_required_input_field(field) and is_leaf_type(get_nullable_type(field.type)) for field in fields
    )


INNER_DEFAULTS = Need(
    "a required field of its input object, and a name with which values within it are sent as defaults",
    lambda mutation, schema: mutation.turn(5) == 0 and _has_required_field(mutation, schema),
)
