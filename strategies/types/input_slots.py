"""Arguments and input fields as one kind of thing: a slot that takes a value."""

from dataclasses import dataclass
from typing import cast

from graphql import (
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNamedInputType,
    GraphQLNonNull,
    GraphQLNullableInputType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_input_type,
    is_list_type,
    is_non_null_type,
    is_required_input_field,
)

from kraken_conformance.spec import Contract, InputFormat, Mutation


@dataclass(frozen=True, slots=True)
class Slot:
    """An argument of a mutation or a field of an input object, and what is known of its form.

    `required` says that leaving it out is an error. `part_of_input` is False for the arguments.
    """

    name: str
    type: GraphQLInputType
    required: bool
    rule: InputFormat | None
    part_of_input: bool = True

    @property
    def nullable(self) -> bool:
        """Whether the slot may be null."""
        return not is_non_null_type(self.type)


def argument_slots(contract: Contract, mutation: Mutation, schema: GraphQLSchema | None) -> tuple[Slot, ...]:
    """Return the documented arguments of a mutation, with the types of the target's schema if known."""
    return tuple(
        Slot(
            argument.name,
            type_ := _type_in(schema, mutation, argument.name, argument.type),
            is_non_null_type(type_),
            contract.input_format(mutation.name, argument.name, argument.type),
            part_of_input=False,
        )
        for argument in mutation.arguments
    )


def field_slots(contract: Contract, input_object: GraphQLInputObjectType) -> tuple[Slot, ...]:
    """Return the fields of an input object, in the order of its definition."""
    return tuple(
        Slot(
            name,
            field.type,
            is_required_input_field(field),
            contract.input_format(input_object.name, name, field.type),
        )
        for name, field in input_object.fields.items()
    )


def named_type(type_: GraphQLInputType) -> GraphQLNamedInputType:
    """Return the type within all lists and non-nulls."""
    return cast(GraphQLNamedInputType, get_named_type(type_))


def list_item(type_: GraphQLInputType) -> GraphQLInputType | None:
    """Return the type of the items of a list type, or None where it is no list."""
    nullable = get_nullable_type(type_)
    return nullable.of_type if is_list_type(nullable) else None


def _type_in(
    schema: GraphQLSchema | None, mutation: Mutation, argument: str, documented: GraphQLInputType
) -> GraphQLInputType:
    if schema is None:
        return documented
    named = schema.get_type(named_type(documented).name)
    if named is not None and is_input_type(named):
        return _wrapped_like(documented, named_type(named))
    field = schema.mutation_type.fields.get(mutation.name) if schema.mutation_type else None
    theirs = field.args.get(argument) if field else None
    return documented if theirs is None else theirs.type


def _wrapped_like(type_: GraphQLInputType, named: GraphQLNamedInputType) -> GraphQLInputType:
    if is_non_null_type(type_):
        nullable = cast(GraphQLNullableInputType, _wrapped_like(type_.of_type, named))
        return GraphQLNonNull(nullable)
    if is_list_type(type_):
        return GraphQLList(_wrapped_like(type_.of_type, named))
    return named
