"""Faults in how fragments are spread and fields of one name merged."""

from collections.abc import Callable
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    Visitor,
    visit,
)

from kraken_conformance.server.faults.parts.fault import Fault, OnOperation
from kraken_conformance.server.faults.reading.document_hooks import (
    DIRECTIVES,
    changed_node,
    in_mutations,
    reading_fault,
    response_key,
)

FRAGMENTS = "fragments"
MERGED = "merged-fields"


def _in_fragments(drop: Callable[[SelectionNode], bool]) -> OnOperation:
    """Return a hook that loses selections within fragments."""

    def apply(document: DocumentNode) -> DocumentNode:
        definitions = []
        for node in document.definitions:
            if isinstance(node, FragmentDefinitionNode):
                kept = tuple(part for part in node.selection_set.selections if not drop(part))
                node = changed_node(node, selection_set=SelectionSetNode(selections=kept))
            definitions.append(node)
        return DocumentNode(definitions=tuple(definitions))

    return OnOperation(apply)


def _third_fragment_lost(document: DocumentNode) -> DocumentNode:
    """Drop the spreads in fragments that are spread in another one."""
    within = {
        part.name.value
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode)
        for part in node.selection_set.selections
        if isinstance(part, FragmentSpreadNode)
    }
    definitions = []
    for node in document.definitions:
        if isinstance(node, FragmentDefinitionNode) and node.name.value in within:
            parts = node.selection_set.selections
            kept = tuple(part for part in parts if not isinstance(part, FragmentSpreadNode))
            node = changed_node(node, selection_set=SelectionSetNode(selections=kept))
        definitions.append(node)
    return DocumentNode(definitions=tuple(definitions))


def _merged_on_the_surface(_: Any, parts: tuple[SelectionNode, ...]) -> tuple[SelectionNode, ...]:
    """Merge fields of one key, and take the first of each field in them as it is."""
    merged: dict[str, Any] = {}
    for part in parts:
        key = response_key(part) or str(len(merged))
        known = merged.get(key)
        if known is None or not isinstance(part, FieldNode) or part.selection_set is None:
            merged.setdefault(key, part)
            continue
        inner = (*known.selection_set.selections, *part.selection_set.selections)
        kept = SelectionSetNode(selections=_first_of_each(None, inner))
        merged[key] = changed_node(known, selection_set=kept)
    return tuple(merged.values())


def _selections(change: Callable[[Any, tuple[SelectionNode, ...]], tuple[SelectionNode, ...]]) -> OnOperation:
    """Return a hook that changes each list of selections; the first argument is the document."""

    def apply(document: DocumentNode) -> DocumentNode:
        class Change(Visitor):
            def leave_selection_set(self, node: SelectionSetNode, *_: Any) -> Any:
                kept = change(document, tuple(node.selections))
                return SelectionSetNode(selections=kept) if kept != tuple(node.selections) else None

        changed: DocumentNode = visit(document, Change())
        return changed

    return OnOperation(apply)


def _first_of_each(_: Any, parts: tuple[SelectionNode, ...]) -> tuple[SelectionNode, ...]:
    keys: set[str] = set()
    kept = []
    for part in parts:
        key = response_key(part)
        if not key or key not in keys:
            kept.append(part)
        keys.add(key)
    return tuple(kept)


def _last_of_each(document: Any, parts: tuple[SelectionNode, ...]) -> tuple[SelectionNode, ...]:
    return tuple(reversed(_first_of_each(document, tuple(reversed(parts)))))


def _none_of_repeated(_: Any, parts: tuple[SelectionNode, ...]) -> tuple[SelectionNode, ...]:
    keys = [response_key(part) for part in parts]
    return tuple(part for part in parts if not response_key(part) or keys.count(response_key(part)) == 1)


def _no_fragments_ahead(document: Any, parts: tuple[SelectionNode, ...]) -> tuple[SelectionNode, ...]:
    """Return the selections without the spreads of fragments that stand ahead of the first operation."""
    ahead: set[str] = set()
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode):
            break
        ahead.add(node.name.value)
    return tuple(
        part for part in parts if not (isinstance(part, FragmentSpreadNode) and part.name.value in ahead)
    )


def _spreads_last(_: Any, parts: tuple[SelectionNode, ...]) -> tuple[SelectionNode, ...]:
    return tuple(sorted(parts, key=lambda part: isinstance(part, FragmentSpreadNode)))


def _bare_inline(part: SelectionNode) -> bool:
    return isinstance(part, InlineFragmentNode) and part.type_condition is None and not part.directives


def _fragments_once(document: DocumentNode) -> DocumentNode:
    """Return the document with the first part of a fragment alone wherever it is used again."""
    parts = {
        node.name.value: node.selection_set.selections[0]
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode)
    }
    used: set[str] = set()

    class Once(Visitor):
        def enter_fragment_spread(self, node: FragmentSpreadNode, *_: Any) -> Any:
            again = node.name.value in used
            used.add(node.name.value)
            return parts[node.name.value] if again else None

    changed: DocumentNode = visit(document, Once())
    return changed


FAULTS: tuple[Fault, ...] = (
    reading_fault(
        "fragment-in-fragment-in-mutation-lost",
        FRAGMENTS,
        "A fragment within a fragment is lost in a mutation.",
        in_mutations(_in_fragments(lambda part: isinstance(part, FragmentSpreadNode))),
    ),
    reading_fault(
        "merge-in-mutation-keeps-first",
        MERGED,
        "A field asked for twice in a mutation is not answered.",
        in_mutations(_selections(_none_of_repeated)),
    ),
    reading_fault(
        "fragment-in-fragment-lost",
        FRAGMENTS,
        "A fragment within a fragment is lost.",
        _in_fragments(lambda part: isinstance(part, FragmentSpreadNode)),
        MERGED,
    ),
    reading_fault(
        "inline-fragment-in-fragment-lost",
        FRAGMENTS,
        "An inline fragment within a fragment is lost.",
        _in_fragments(lambda part: isinstance(part, InlineFragmentNode)),
    ),
    reading_fault(
        "inline-fragment-without-type-lost",
        FRAGMENTS,
        "An inline fragment without a type is lost.",
        _selections(lambda _, parts: tuple(part for part in parts if not _bare_inline(part))),
    ),
    reading_fault(
        "fragment-ahead-lost",
        FRAGMENTS,
        "A fragment before the operation is lost.",
        _selections(_no_fragments_ahead),
    ),
    reading_fault(
        "fragment-in-mutation-lost",
        FRAGMENTS,
        "Fragments in a mutation are lost.",
        in_mutations(
            _selections(
                lambda _, parts: tuple(part for part in parts if not isinstance(part, FragmentSpreadNode))
            )
        ),
        DIRECTIVES,
    ),
    reading_fault(
        "fragments-in-mutation-come-last",
        FRAGMENTS,
        "What comes of a fragment in a mutation stands behind the fields beside it.",
        in_mutations(_selections(_spreads_last)),
    ),
    reading_fault(
        "merge-keeps-first",
        MERGED,
        "A field asked for twice has its first selection.",
        _selections(_first_of_each),
    ),
    reading_fault(
        "merge-keeps-last",
        MERGED,
        "A field asked for twice has its last selection.",
        _selections(_last_of_each),
    ),
    Fault(
        "merge-keeps-first-here",
        "shape.field-present",
        "A mutation that is asked for twice has its first selection.",
        _selections(_first_of_each),
        "amendPayment",
    ),
    Fault(
        "fragment-in-fragment-lost-here",
        "shape.field-present",
        "A fragment within a fragment is lost.",
        _in_fragments(lambda part: isinstance(part, FragmentSpreadNode)),
        "updateUser",
    ),
    Fault(
        "third-fragment-lost-here",
        "shape.field-present",
        "A fragment in a fragment in a fragment is lost.",
        OnOperation(_third_fragment_lost),
        "updateMetadata",
    ),
    Fault(
        "merge-within-objects-keeps-first-here",
        "shape.field-present",
        "Of a mutation that is asked for twice, the objects have their first selection.",
        _selections(_merged_on_the_surface),
        "createContributionAgreement",
    ),
    Fault(
        "fragment-used-once-here",
        "shape.field-present",
        "A fragment that is used a second time has its first field alone.",
        OnOperation(_fragments_once),
        "createSourceFundRequest",
    ),
)
