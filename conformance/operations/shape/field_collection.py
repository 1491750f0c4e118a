"""Which keys a selection asks for, as the GraphQL specification, September 2025, section 6.3.2, collects them."""

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from graphql import (
    ArgumentNode,
    BooleanValueNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
    Visitor,
    visit,
)

Applies = Callable[[str], bool | None]
"""Whether a type condition holds for the object at hand; None where that is not known."""


@dataclass(slots=True)
class SelectedKey:
    """A response key: the field behind it, what is asked of its value, and whether it has to be there.

    `certain` is False where only the value of a variable or an unknown type decides.
    """

    field: str
    certain: bool
    selections: list[SelectionSetNode] = dataclasses.field(default_factory=list)


def collect(
    selections: Iterable[SelectionSetNode], fragments: Mapping[str, FragmentDefinitionNode], applies: Applies
) -> dict[str, SelectedKey]:
    """Return what is asked of one object, by response key in the order of the document."""
    asked: dict[str, SelectedKey] = {}
    for selection_set in selections:
        for node, certain in _fields(selection_set, fragments, applies, frozenset()):
            key = node.alias.value if node.alias else node.name.value
            found = asked.setdefault(key, SelectedKey(node.name.value, certain))
            found.certain = found.certain or certain
            if node.selection_set is not None:
                found.selections.append(node.selection_set)
    return asked


def _fields(
    selection_set: SelectionSetNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    applies: Applies,
    visited: frozenset[str],
) -> Iterator[tuple[FieldNode, bool]]:
    for node in selection_set.selections:
        included = is_included(node)
        if included is False:
            continue
        if isinstance(node, FieldNode):
            yield node, included is True
            continue
        holds: bool | None = True
        inner, seen = None, visited
        if isinstance(node, InlineFragmentNode):
            inner = node.selection_set
            holds = True if node.type_condition is None else applies(node.type_condition.name.value)
        elif isinstance(node, FragmentSpreadNode) and node.name.value not in visited:
            fragment = fragments.get(node.name.value)
            seen = visited | {node.name.value}
            if fragment is not None:
                inner, holds = fragment.selection_set, applies(fragment.type_condition.name.value)
        if inner is None or holds is False:
            continue
        for field_node, certain in _fields(inner, fragments, applies, seen):
            yield field_node, certain and included is True and holds is True


def is_included(node: SelectionNode) -> bool | None:
    """Whether @skip and @include leave a selection in; None where a variable decides."""
    decided = [_decision(directive) for directive in node.directives or ()]
    if False in decided:
        return False
    return None if None in decided else True


def _decision(directive: DirectiveNode) -> bool | None:
    if directive.name.value not in ("skip", "include"):
        return True
    value = next((arg.value for arg in directive.arguments or () if arg.name.value == "if"), None)
    if isinstance(value, BooleanValueNode):
        return value.value is (directive.name.value == "include")
    return None if isinstance(value, VariableNode) else True


def with_flags(document: DocumentNode, flags: Mapping[str, bool]) -> DocumentNode:
    """Return a document with the values of variables in its `@skip` and `@include`, where they are known."""

    class Known(Visitor):
        def enter_directive(self, node: DirectiveNode, *_: object) -> DirectiveNode | None:
            if node.name.value not in ("skip", "include") or not node.arguments:
                return None
            condition = node.arguments[0]
            if not isinstance(condition.value, VariableNode) or condition.value.name.value not in flags:
                return None
            value = BooleanValueNode(value=flags[condition.value.name.value])
            return DirectiveNode(name=node.name, arguments=(ArgumentNode(name=condition.name, value=value),))

    known: DocumentNode = visit(document, Known()) if flags else document
    return known
