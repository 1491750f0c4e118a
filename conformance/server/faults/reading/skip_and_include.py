"""Faults in how `@skip` and `@include` are read."""

from collections.abc import Callable
from typing import Any

from graphql import (
    BooleanValueNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    NameNode,
    SelectionNode,
    VariableNode,
    Visitor,
    visit,
)

from kraken_conformance.server.faults.parts.fault import Fault, OnOperation
from kraken_conformance.server.faults.reading.document_hooks import (
    DEFAULTS,
    DIRECTIVES,
    changed_node,
    in_mutations,
    reading_fault,
)

NOT_TO_COME = {"shape.no-extra-key": "the mutation was not to come at all"}


def _is(name: str, of: type[Any]) -> Callable[[DirectiveNode], bool]:
    return lambda directive: (
        directive.name.value == name
        and bool(directive.arguments)
        and isinstance(directive.arguments[0].value, of)  # type: ignore[index]
    )


def _is_literal(directive: DirectiveNode) -> bool:
    return _is(directive.name.value, BooleanValueNode)(directive)


def _without(
    ignored: Callable[[DirectiveNode], bool],
    *,
    on: tuple[type[SelectionNode], ...] = (FieldNode, FragmentSpreadNode, InlineFragmentNode),
    below: int = 0,
    above: int = 99,
    beside: str = "",
    objects: bool = False,
) -> OnOperation:
    """Return a hook that drops directives: on nodes of these kinds, between two depths, beside another directive.

    With `objects`, only on fields that have fields.
    """

    class Drop(Visitor):
        def enter(self, node: Any, _key: Any, _parent: Any, path: list[Any], ancestors: list[Any]) -> Any:
            if not isinstance(node, on) or not node.directives:
                return None
            if objects and getattr(node, "selection_set", None) is None:
                return None
            depth = sum(isinstance(each, FieldNode) for each in ancestors)
            names = {directive.name.value for directive in node.directives}
            if not below <= depth < above or (beside and beside not in names):
                return None
            kept = tuple(directive for directive in node.directives if not ignored(directive))
            return changed_node(node, directives=kept) if len(kept) < len(node.directives) else None

    return OnOperation(lambda document: visit(document, Drop()))


def _opposite(document: DocumentNode) -> DocumentNode:
    """Return the document with @include for each @skip that has a variable."""

    class Turn(Visitor):
        def enter_directive(self, node: DirectiveNode, *_: Any) -> Any:
            turned = _is("skip", VariableNode)(node)
            return changed_node(node, name=NameNode(value="include")) if turned else None

    changed: DocumentNode = visit(document, Turn())
    return changed


FAULTS: tuple[Fault, ...] = (
    reading_fault(
        "skip-on-spreads-in-mutation-ignored",
        DIRECTIVES,
        "@skip with a variable does nothing on the spread of a fragment in a mutation.",
        in_mutations(_without(_is("skip", VariableNode), on=(FragmentSpreadNode,))),
    ),
    reading_fault(
        "skip-variable-ignored",
        DIRECTIVES,
        "@skip with a variable does nothing.",
        _without(_is("skip", VariableNode)),
        DEFAULTS,
    ),
    reading_fault(
        "include-variable-ignored",
        DIRECTIVES,
        "@include with a variable does nothing.",
        _without(_is("include", VariableNode)),
        DEFAULTS,
    ),
    reading_fault(
        "include-literal-ignored",
        DIRECTIVES,
        "@include with a literal does nothing.",
        _without(_is("include", BooleanValueNode)),
    ),
    reading_fault(
        "skip-beside-include-ignored",
        DIRECTIVES,
        "@skip does nothing beside @include.",
        _without(lambda directive: directive.name.value == "skip", beside="include"),
    ),
    reading_fault(
        "directives-on-inline-fragments-ignored",
        DIRECTIVES,
        "@skip and @include on an inline fragment do nothing.",
        _without(lambda _: True, on=(InlineFragmentNode,)),
    ),
    reading_fault(
        "directives-on-spreads-ignored",
        DIRECTIVES,
        "@skip and @include on the spread of a fragment do nothing.",
        _without(lambda _: True, on=(FragmentSpreadNode,)),
    ),
    reading_fault(
        "directives-within-objects-ignored",
        DIRECTIVES,
        "@skip and @include within an object do nothing.",
        _without(lambda _: True, below=1),
    ),
    reading_fault(
        "skip-in-mutation-ignored",
        DIRECTIVES,
        "@skip with a variable does nothing in a mutation.",
        in_mutations(_without(_is("skip", VariableNode))),
        DEFAULTS,
    ),
    reading_fault(
        "include-beside-skip-ignored-in-mutation",
        DIRECTIVES,
        "@include does nothing beside @skip in a mutation.",
        in_mutations(_without(lambda directive: directive.name.value == "include", beside="skip")),
    ),
    reading_fault(
        "skip-beside-include-on-fragments-ignored-in-mutation",
        DIRECTIVES,
        "@skip does nothing beside @include on a fragment in a mutation.",
        in_mutations(
            _without(
                lambda directive: directive.name.value == "skip",
                on=(InlineFragmentNode, FragmentSpreadNode),
                beside="include",
            )
        ),
    ),
    Fault(
        "include-beside-skip-ignored-here",
        "shape.no-extra-key",
        "@include does nothing beside @skip within the payload.",
        _without(lambda directive: directive.name.value == "include", below=1, beside="skip"),
        "updateUser",
    ),
    Fault(
        "conditions-ignored-here",
        "shape.no-extra-key",
        "@skip and @include with variables do nothing within the payload.",
        _without(lambda directive: bool(_is(directive.name.value, VariableNode)(directive)), below=1),
        "createReferral",
    ),
    Fault(
        "skip-turned-round-here",
        "shape.field-present",
        "@skip with a variable is taken for @include.",
        OnOperation(_opposite),
        "requestPrintedBill",
        also={
            "shape.no-extra-key": "what is to be left out comes",
            "dry.skip": "what is to be left out is executed",
        },
    ),
    Fault(
        "conditions-within-objects-ignored-here",
        "shape.no-extra-key",
        "@skip and @include with variables do nothing within the objects of a payload.",
        _without(lambda directive: bool(_is(directive.name.value, VariableNode)(directive)), below=2),
        "createAccountReference",
    ),
    Fault(
        "include-on-mutation-ignored-here",
        "dry.skip",
        "`@include(if: false)` on the mutation does not keep it from being executed.",
        _without(_is("include", BooleanValueNode), on=(FieldNode,), above=1),
        "createAccountReference",
        also=NOT_TO_COME,
    ),
    Fault(
        "skip-by-variable-on-mutation-ignored-here",
        "dry.skip",
        "`@skip` with a variable on the mutation does not keep it from being executed.",
        _without(_is("skip", VariableNode), on=(FieldNode,), above=1),
        "shareGoodsQuote",
        also=NOT_TO_COME,
    ),
    Fault(
        "conditions-on-root-fragments-ignored-here",
        "dry.skip",
        "A mutation in a fragment that is left out is executed.",
        _without(lambda _: True, on=(FragmentSpreadNode, InlineFragmentNode), above=1),
        "amendPayment",
        also=NOT_TO_COME,
    ),
    Fault(
        "literal-conditions-within-objects-ignored-here",
        "shape.no-extra-key",
        "@skip and @include with literals do nothing within the objects of a payload.",
        _without(_is_literal, below=2),
        "createAccountReference",
    ),
    Fault(
        "skip-on-objects-ignored-here",
        "shape.no-extra-key",
        "@skip with a variable does nothing on a field of the payload that is an object.",
        _without(_is("skip", VariableNode), on=(FieldNode,), below=1, objects=True),
        "updateMetadata",
    ),
)
