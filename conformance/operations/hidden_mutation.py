"""Operations written so that a careless server does not see the mutation in them. They mean the same."""

from dataclasses import replace

from graphql import (
    InlineFragmentNode,
    SelectionSetNode,
)

from kraken_conformance.model.case import Operation
from kraken_conformance.model.harmless_query import HARMLESS
from kraken_conformance.operations.operation_nodes import (
    changed,
    field_node,
    fragment,
    name_node,
    parsed,
    rebuilt,
    spread,
)


def named(operation: Operation, name: str) -> Operation:
    """Return the operation under another name."""
    definition, root = parsed(operation)
    renamed = rebuilt(operation, changed(definition, name=name_node(name)), root)
    return replace(renamed, name=name)


def behind_typename(operation: Operation) -> Operation:
    """Return the operation with `__typename` as a root field before the mutation."""
    definition, root = parsed(operation)
    return rebuilt(operation, definition, field_node("__typename"), root)


def behind_another(operation: Operation, other: Operation) -> Operation:
    """Return the operation with another mutation as a root field before its own. The other one has no variables."""
    definition, root = parsed(operation)
    _, before = parsed(other)
    selected = (
        None if before.selection_set is None else SelectionSetNode(selections=(field_node("__typename"),))
    )
    first = changed(before, alias=name_node("public"), selection_set=selected)
    return rebuilt(operation, definition, first, root)


def in_root_fragment(operation: Operation, type_name: str) -> Operation:
    """Return the operation with the mutation in a named fragment on the type of mutations."""
    definition, root = parsed(operation)
    name = f"{operation.name}Root"
    return rebuilt(operation, definition, spread(name), fragments=(fragment(name, type_name, root),))


def in_inline_fragment(operation: Operation) -> Operation:
    """Return the operation with the mutation in an inline fragment."""
    definition, root = parsed(operation)
    inline = InlineFragmentNode(directives=(), selection_set=SelectionSetNode(selections=(root,)))
    return rebuilt(operation, definition, inline)


def after_a_query(operation: Operation) -> Operation:
    """Return the operation in a document that begins with a comment, and whose first operation is a harmless query."""
    return replace(operation, document=f"{HARMLESS}{operation.document}")
