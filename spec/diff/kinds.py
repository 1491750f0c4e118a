"""Changes that inputs and outputs have in common: the kind of a type under the same name, and deprecation."""

from collections.abc import Iterator

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
    GraphQLScalarType,
    GraphQLUnionType,
)

from kraken_conformance.spec.diff.change import ContractChange

_KINDS = {
    GraphQLScalarType: "a scalar",
    GraphQLEnumType: "an enum",
    GraphQLInputObjectType: "an input object",
    GraphQLObjectType: "an object",
    GraphQLInterfaceType: "an interface",
    GraphQLUnionType: "a union",
}
_LOOSER = {(GraphQLEnumType, GraphQLScalarType), (GraphQLObjectType, GraphQLInterfaceType)}
"""Changes after which requests are still valid, and values may come, or be taken, that were not."""


def kind_changes(
    mutation: str, path: str, old: GraphQLNamedType, new: GraphQLNamedType
) -> Iterator[ContractChange]:
    """Yield that a type of the same name is of another kind, or a scalar specified otherwise."""
    if old.name != new.name:
        return
    if type(old) is not type(new):
        make = ContractChange.dangerous if (type(old), type(new)) in _LOOSER else ContractChange.breaking
        detail = f"{old.name} was {_KINDS[type(old)]} and is {_KINDS[type(new)]}."
        yield make("type-kind", mutation, path, detail, old.name)
    elif isinstance(old, GraphQLScalarType) and isinstance(new, GraphQLScalarType):
        was, now = old.specified_by_url, new.specified_by_url
        if was is not None and was != now:
            detail = f"{old.name} was specified by {was}, and now by {now or 'nothing'}."
            yield ContractChange.dangerous("scalar-specified-by", mutation, path, detail, old.name)


Deprecable = GraphQLField | GraphQLArgument | GraphQLInputField | GraphQLEnumValue


def deprecation_changes(
    kind: str, mutation: str, path: str, at: str, old: Deprecable, new: Deprecable
) -> Iterator[ContractChange]:
    """Yield that something is deprecated now, or not any more."""
    if new.deprecation_reason is not None and old.deprecation_reason is None:
        yield ContractChange.dangerous(kind, mutation, path, f"{at} is deprecated now.", at)
    elif old.deprecation_reason is not None and new.deprecation_reason is None:
        yield ContractChange.safe(kind, mutation, path, f"{at} is not deprecated any more.", at)
