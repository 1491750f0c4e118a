"""Operations written so that a careless server does not see the mutation in them. They mean the same."""

from dataclasses import replace
from typing import Final

from graphql import (
    BooleanValueNode,
    InlineFragmentNode,
    NamedTypeNode,
    SelectionSetNode,
)

from kraken_conformance.model.case import Operation
from kraken_conformance.model.harmless_query import HARMLESS
from kraken_conformance.operations.operation_nodes import (
    changed,
    condition,
    field_node,
    fragment,
    kind_alone,
    name_node,
    parsed,
    rebuilt,
    spread,
    variable_node,
)
from kraken_conformance.operations.two_mutations import FIRST, SECOND, THIRD

NEVER: Final = "never"
"""A variable that is false by its default."""


def named(operation: Operation, name: str) -> Operation:
    """Return the operation under another name."""
    definition, root = parsed(operation)
    renamed = rebuilt(operation, changed(definition, name=name_node(name)), root)
    return replace(renamed, name=name)


def behind_typename(operation: Operation) -> Operation:
    """Return the operation with its mutation three times, and `__typename` as a root field before them.

    The last one is the one that is judged.
    """
    definition, root = parsed(operation)
    all_ = (changed(root, alias=name_node(name)) for name in (FIRST, SECOND, THIRD))
    return rebuilt(operation, definition, field_node("__typename"), *all_, root_key=THIRD)


def behind_another(operation: Operation, other: Operation) -> Operation:
    """Return the operation with another mutation as a root field before its own. The other one has no variables."""
    definition, root = parsed(operation)
    _, before = parsed(other)
    first = changed(kind_alone(before), alias=name_node("public"))
    return replace(rebuilt(operation, definition, first, root), beside=(before.name.value,))


def in_root_fragment(operation: Operation, type_name: str) -> Operation:
    """Return the operation with the mutation in a fragment on the type of mutations, within another one."""
    definition, root = parsed(operation)
    inner, outer = f"{operation.name}Root", f"{operation.name}OuterRoot"
    fragments = (fragment(outer, type_name, spread(inner)), fragment(inner, type_name, root))
    return rebuilt(operation, definition, spread(outer), fragments=fragments)


def in_inline_fragment(operation: Operation, type_name: str) -> Operation:
    """Return the operation without a name, and the mutation under conditions in an inline fragment.

    One of them is a variable that has its default.
    """
    definition, root = parsed(operation)
    never = changed(variable_node(NEVER, "Boolean"), default_value=BooleanValueNode(value=False))
    definition = changed(definition, variable_definitions=(*(definition.variable_definitions or ()), never))
    included = changed(root, directives=(condition("include", True), condition("skip", NEVER)))
    inline = InlineFragmentNode(
        type_condition=NamedTypeNode(name=name_node(type_name)),
        directives=(),
        selection_set=SelectionSetNode(selections=(included,)),
    )
    written = rebuilt(operation, changed(definition, name=None), inline)
    return replace(written, name="", variables={**operation.variables, NEVER: "Boolean"})


def with_its_kind_alone(operation: Operation) -> Operation:
    """Return the operation asking for the name of the type alone, where what it answers has fields."""
    definition, root = parsed(operation)
    return rebuilt(operation, definition, kind_alone(root))


def after_a_query(operation: Operation) -> Operation:
    """Return the operation in a document that begins with a comment, and whose first operation is a harmless query.

    Both have words in them that are known from introspection.
    """
    return replace(operation, document=f"{HARMLESS}{operation.document}")
