"""What the checks of schemas share: what lies beside what, and where."""

from collections.abc import Iterator, Mapping

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLOutputType,
    ListTypeNode,
    NamedTypeNode,
    NonNullTypeNode,
    TypeNode,
    get_named_type,
    is_interface_type,
    is_object_type,
    parse_type,
)

from kraken_conformance.judging.schema_comparison import SchemaComparison
from kraken_conformance.operations.shape.leaf_forms import DOCUMENTED
from kraken_conformance.spec import Argument, ReturnField


def mutation_present(both: SchemaComparison) -> bool:
    """Whether the target's schema has the mutation."""
    return both.field is not None


def takes_arguments(both: SchemaComparison) -> bool:
    """Whether the target's schema has the mutation, and the documents give it arguments."""
    return both.field is not None and bool(both.mutation.arguments)


def fields_documented(both: SchemaComparison) -> bool:
    """Whether the target's schema has the mutation, and the documents tell fields of what it returns."""
    return both.field is not None and bool(both.mutation.fields)


def place(both: SchemaComparison) -> tuple[str, ...]:
    """Return the path of the mutation in the target's schema."""
    root = both.schema.mutation_type
    return (root.name if root is not None else "Mutation", both.mutation.name)


def payload_place(both: SchemaComparison) -> tuple[str, ...]:
    """Return the path of what the mutation returns: the name of its type in the target's schema."""
    assert both.field is not None
    return (get_named_type(both.field.type).name,)


def payload_fields(both: SchemaComparison) -> Mapping[str, GraphQLField]:
    """Return the fields of what the mutation returns in the target's schema; none where it is no object."""
    return {} if both.field is None else _fields_of(both.field.type)


def documented_payload(both: SchemaComparison) -> Mapping[str, GraphQLField]:
    """Return the fields of what the mutation returns in the contract; none where it is no object."""
    return _fields_of(both.mutation.type)


def _fields_of(type_: GraphQLOutputType) -> Mapping[str, GraphQLField]:
    named = get_named_type(type_)
    return named.fields if is_object_type(named) or is_interface_type(named) else {}


def argument_pairs(both: SchemaComparison) -> Iterator[tuple[Argument, GraphQLArgument]]:
    """Yield each documented argument with the target's, where the target has it."""
    own = {} if both.field is None else both.field.args
    return ((each, own[each.name]) for each in both.mutation.arguments if each.name in own)


def field_pairs(both: SchemaComparison) -> Iterator[tuple[ReturnField, GraphQLField]]:
    """Yield each documented return field with the target's, where the target has it."""
    own = payload_fields(both)
    return ((each, own[each.name]) for each in both.mutation.fields if each.name in own)


def documented_object(field: ReturnField) -> str | None:
    """Return the documented name of the object type of a field, None where it is no object."""
    if field.documented_type in (None, "JSON"):
        return None
    assert field.documented_type is not None
    name = innermost(parse_type(field.documented_type, no_location=True))
    return None if name in DOCUMENTED else name


def innermost(node: TypeNode) -> str:
    """Return the name of a type without its lists and non-nulls."""
    while isinstance(node, ListTypeNode | NonNullTypeNode):
        node = node.type
    assert isinstance(node, NamedTypeNode)
    return node.name.value
