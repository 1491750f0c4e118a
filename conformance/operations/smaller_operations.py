"""Smaller forms of an operation: the same call with the same input, asking for less."""

from collections.abc import Iterator, Sequence

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    NameNode,
    SelectionNode,
    SelectionSetNode,
    parse,
)

from kraken_conformance.model.case import Operation
from kraken_conformance.operations.document_limits import document_extent, root_fields
from kraken_conformance.operations.operation_nodes import changed, field_node, parsed, rebuilt

TYPENAME = FieldNode(name=NameNode(value="__typename"), arguments=(), directives=())
ALIASED_TYPENAME = FieldNode(
    name=NameNode(value="__typename"), alias=NameNode(value="kind"), arguments=(), directives=()
)
TOKENS_OF_A_LEAF = 3
"""The most tokens that a leaf takes: its alias, a colon, its name."""

TOKENS_OF_INLINE = 3
"""The tokens that an inline fragment has around what is selected in it: three dots and its braces."""

AROUND_ROOT = 2
"""The levels of a document that asks for `__typename` alone: the operation and the mutation."""


def smallest(operation: Operation) -> Operation:
    """Return the operation with `__typename` alone selected on the mutation, under no alias."""
    definition, root = parsed(operation)
    plain = changed(root, alias=None, selection_set=_selecting(root, TYPENAME))
    return rebuilt(operation, definition, plain, root_key=root.name.value)


def reduced(operation: Operation) -> Operation:
    """Return the operation with `__typename` alone selected, in the manner in which the fields were.

    Where there was an alias there still is one, and a named fragment stays one.
    """
    definition, root = parsed(operation)
    aliases, _, _ = document_extent(operation.document)
    kept = ALIASED_TYPENAME if aliases > (root.alias is not None) else TYPENAME
    spread = next(iter(root.selection_set.selections), None) if root.selection_set is not None else None
    if isinstance(spread, FragmentSpreadNode):
        fragment = _fragment(operation.document, spread.name.value)
        if fragment is not None:
            alone = changed(fragment, selection_set=SelectionSetNode(selections=(kept,)))
            return rebuilt(operation, definition, root, fragments=(alone,))
    return rebuilt(operation, definition, changed(root, selection_set=_selecting(root, kept)))


def parts_alone(operation: Operation) -> Iterator[Operation]:
    """Yield the operation with one field of the payload selected, for each that it asks for: its first leaf alone."""
    definition, root = parsed(operation)
    for node in _selections(root):
        if isinstance(node, FieldNode) and node.name.value != "__typename":
            alone = _selecting(root, _first_leaf(node))
            yield rebuilt(operation, definition, changed(root, selection_set=alone))


def _first_leaf(node: SelectionNode) -> SelectionNode:
    """Return a selection with the first leaf in it alone."""
    if not isinstance(node, FieldNode | InlineFragmentNode) or node.selection_set is None:
        return node
    first = _first_leaf(node.selection_set.selections[0])
    return changed(node, selection_set=SelectionSetNode(selections=(first,)))  # type: ignore[no-any-return]


def pruned(operation: Operation, *, depth: int | None = None, tokens: int | None = None) -> Operation:
    """Return the operation without what makes it larger than a depth or a number of tokens.

    What is left out is nested deepest, then what comes last. `__typename` is there where nothing else can be.
    """
    if depth is not None and document_extent(operation.document)[1] > depth:
        definition, root = parsed(operation)
        selected = _within(_selections(root), depth - AROUND_ROOT)
        operation = rebuilt(operation, definition, changed(root, selection_set=_selecting(root, *selected)))
    while tokens is not None and (excess := document_extent(operation.document)[2] - tokens) > 0:
        definition, root = parsed(operation)
        selected = list(_selections(root))
        for _ in range(max(1, excess // TOKENS_OF_A_LEAF)):
            selected = _without_last(selected)
        smaller = rebuilt(operation, definition, changed(root, selection_set=_selecting(root, *selected)))
        if smaller.document == operation.document:
            break
        operation = smaller
    return operation


def padded(operation: Operation, *, aliases: int = 0, tokens: int = 0) -> Operation:
    """Return the operation with as many aliases, or at least as many tokens, and no other meaning.

    What is added is `__typename` in what is selected on the mutation: the operation has as many root fields as before.
    Where a field is asked for that has no fields of its own, it stands in an inline fragment beside it.
    """
    own_aliases, _, own_tokens = document_extent(operation.document)
    definition, root = parsed(operation)
    around = 0 if root.selection_set is not None else TOKENS_OF_INLINE
    aliased = [f"kind{number}" for number in range(max(0, aliases - own_aliases))]
    missing = tokens - own_tokens - around - TOKENS_OF_A_LEAF * len(aliased)
    added = [*(field_node("__typename", name) for name in aliased), *[TYPENAME] * max(0, missing)]
    if not added and tokens <= own_tokens:
        return operation
    if root.selection_set is not None:
        selected = _selecting(root, *root.selection_set.selections, *added)
        return rebuilt(operation, definition, changed(root, selection_set=selected))
    inline = InlineFragmentNode(
        type_condition=None,
        directives=(),
        selection_set=SelectionSetNode(selections=(root, *added)),
    )
    return rebuilt(operation, definition, inline)


def with_root_fields(operation: Operation, number: int) -> Operation:
    """Return the operation with at least as many root fields: `__typename` again and again, which executes nothing."""
    definition, root = parsed(operation)
    added = [TYPENAME] * (number - root_fields(operation.document))
    return rebuilt(operation, definition, root, *added) if added else operation


def _fragment(document: str, name: str) -> FragmentDefinitionNode | None:
    definitions = parse(document, no_location=True).definitions
    found = (node for node in definitions if isinstance(node, FragmentDefinitionNode))
    return next((node for node in found if node.name.value == name), None)


def _selections(root: FieldNode) -> tuple[SelectionNode, ...]:
    return () if root.selection_set is None else tuple(root.selection_set.selections)


def _selecting(root: FieldNode, *nodes: SelectionNode) -> SelectionSetNode | None:
    """Return what is selected on the mutation, None where it has no fields."""
    if root.selection_set is None:
        return None
    return SelectionSetNode(selections=nodes or (TYPENAME,))


def _within(selected: Sequence[SelectionNode], levels: int) -> list[SelectionNode]:
    """Return what is left of a selection where it may open a number of further levels at most."""
    kept: list[SelectionNode] = []
    for node in selected:
        inner = node.selection_set if isinstance(node, FieldNode | InlineFragmentNode) else None
        if inner is None:
            kept.append(node)
        elif levels > 0 and (below := _within(inner.selections, levels - 1)):
            kept.append(changed(node, selection_set=SelectionSetNode(selections=tuple(below))))
    return kept


def _without_last(selected: Sequence[SelectionNode]) -> list[SelectionNode]:
    """Return a selection without its last leaf, and without what held that leaf alone."""
    if not selected:
        return []
    *kept, last = selected
    inner = last.selection_set if isinstance(last, FieldNode | InlineFragmentNode) else None
    if inner is not None and (below := _without_last(inner.selections)):
        kept.append(changed(last, selection_set=SelectionSetNode(selections=tuple(below))))
    return kept
