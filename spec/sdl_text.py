"""Writes definitions of a schema as SDL, without descriptions."""

from collections.abc import Iterable, Mapping

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLUnionType,
    print_ast,
)
from graphql.utilities import get_default_value_ast

Fields = Mapping[str, GraphQLField]


def definition(
    type_: GraphQLNamedType,
    marks: str = "",
    *,
    fields: Fields | None = None,
    implements: Iterable[str] | None = None,
) -> str:
    """Return the SDL of a type.

    `marks` are directives to write on it, `fields` stand in for its own where only some are wanted,
    `implements` for the interfaces that it names.
    """
    head = f"{type_.name} {marks}".rstrip()
    if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
        keyword = "type" if isinstance(type_, GraphQLObjectType) else "interface"
        names = [interface.name for interface in type_.interfaces] if implements is None else list(implements)
        named = f"{type_.name} implements {' & '.join(names)} {marks}".rstrip() if names else head
        shown = type_.fields if fields is None else fields
        return f"{keyword} {named}{_block(_field(name, field) for name, field in shown.items())}"
    if isinstance(type_, GraphQLInputObjectType):
        head += " @oneOf" if type_.is_one_of else ""
        return f"input {head}{_block(_input(name, field) for name, field in type_.fields.items())}"
    if isinstance(type_, GraphQLEnumType):
        return f"enum {head}{_block(name + _deprecated(value) for name, value in type_.values.items())}"
    if isinstance(type_, GraphQLUnionType):
        return f"union {head} = {' | '.join(member.name for member in type_.types)}"
    url = getattr(type_, "specified_by_url", None)
    return f"scalar {head}" + (f" @specifiedBy(url: {quoted(url)})" if url else "")


def quoted(text: str) -> str:
    """Return a GraphQL string with the text in it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'


def arguments(given: Mapping[str, GraphQLArgument]) -> str:
    """Return the SDL of a field's arguments, with their brackets; nothing where it has none."""
    return f"({', '.join(_input(name, argument) for name, argument in given.items())})" if given else ""


def _block(lines: Iterable[str]) -> str:
    return " {\n" + "".join(f"  {line}\n" for line in lines) + "}"


def _field(name: str, field: GraphQLField) -> str:
    return f"{name}{arguments(field.args)}: {field.type}{_deprecated(field)}"


def _deprecated(place: GraphQLField | GraphQLArgument | GraphQLInputField | GraphQLEnumValue) -> str:
    reason = place.deprecation_reason
    return "" if reason is None else f" @deprecated(reason: {quoted(reason)})"


def _input(name: str, value: GraphQLInputField | GraphQLArgument) -> str:
    return f"{name}: {argument_text(value)}"


def argument_text(value: GraphQLInputField | GraphQLArgument) -> str:
    """Return what stands after the name of an argument or input field: type, default and deprecation."""
    default = get_default_value_ast(value)
    return f"{value.type}" + (f" = {print_ast(default)}" if default is not None else "") + _deprecated(value)
