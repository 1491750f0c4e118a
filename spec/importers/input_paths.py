"""The leaves of what mutations take and give, with the paths to them: what drafts of flows and triggers match."""

from collections.abc import Iterator
from typing import Any

from graphql import (
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
    is_required_argument,
)

from kraken_conformance.spec.model import Mutation

DEEPEST = 3
"""Input objects in one another in which a field is looked for."""

Leaf = tuple[str, str, str]
"""Path, name and type of a leaf."""


def input_leaves(mutation: Mutation) -> Iterator[Leaf]:
    """Yield the leaves of what a mutation takes, the outer before the inner, those in lists left out."""
    waiting: list[tuple[str, str, Any]] = [
        (argument.name, argument.name, argument.type) for argument in mutation.arguments
    ]
    while waiting:
        path, name, type_ = waiting.pop(0)
        bare = get_nullable_type(type_)
        if is_leaf_type(bare):
            yield path, name, bare.name
        elif isinstance(bare, GraphQLInputObjectType) and path.count(".") < DEEPEST:
            waiting += [(f"{path}.{inner}", inner, field.type) for inner, field in bare.fields.items()]


def output_ids(mutation: Mutation) -> Iterator[Leaf]:
    """Yield what tells a record in what a mutation gives: its path, the name that others use for it, its type.

    `quote.id` is a `quoteId` to others; so is a field `quoteId` of the payload itself.
    """
    for name, type_ in _plain_fields(mutation.type):
        bare = get_nullable_type(type_)
        if is_leaf_type(bare) and name.lower().endswith(ENDINGS):
            yield name, name, bare.name
        for inner, of_inner in _plain_fields(bare):
            leaf = get_nullable_type(of_inner)
            if is_leaf_type(leaf) and inner.lower() in ENDINGS:
                yield f"{name}.{inner}", f"{name}{inner[0].upper()}{inner[1:]}", leaf.name


def output_leaves(mutation: Mutation) -> Iterator[tuple[str, str]]:
    """Yield the name and the type of each leaf that stands directly in what a mutation gives."""
    for name, type_ in _plain_fields(mutation.type):
        bare = get_nullable_type(type_)
        if is_leaf_type(bare):
            yield name, bare.name


ENDINGS = ("id", "number", "code", "reference")
"""Names that tell a record, and endings of such names."""


def _plain_fields(type_: Any) -> Iterator[tuple[str, Any]]:
    """Yield the fields of an object that can be asked for without arguments, nothing for a list or a union."""
    bare = get_nullable_type(type_)
    if is_list_type(bare) or not isinstance(get_named_type(bare), GraphQLObjectType | GraphQLInterfaceType):
        return
    for name, field in bare.fields.items():
        if not any(is_required_argument(argument) for argument in field.args.values()):
            yield name, field.type
