"""An operation whose mutation is left out of its execution, in every way that the language has."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from graphql import (
    ArgumentNode,
    BooleanValueNode,
    DirectiveNode,
    FieldNode,
    InlineFragmentNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
)

from kraken_conformance.model.case import Operation
from kraken_conformance.operations.operation_nodes import (
    changed,
    field_node,
    fragment,
    name_node,
    parsed,
    rebuilt,
    spread,
    variable_node,
)

YES, NO = "conditionYes", "conditionNo"

CONDITIONS: Final = {YES: True, NO: False}
"""The values of the variables that are added."""

FRAGMENT: Final = "LeftOut"


def left_out(operation: Operation, type_name: str) -> Operation:
    """Return the operation with its mutation several times, each time under another condition that leaves it out.

    A literal and a variable for `@skip` and for `@include`, both on one field, and one on each sort of fragment.
    `CONDITIONS` are values of its further variables. Nothing of it is executed, and `data` is empty.
    """
    definition, root = parsed(operation)
    added = tuple(variable_node(name, "Boolean!") for name in CONDITIONS)
    defined = changed(definition, variable_definitions=(*(definition.variable_definitions or ()), *added))
    in_fragment = fragment(FRAGMENT, type_name, _named(root, "inFragment"))
    written = rebuilt(operation, defined, *_conditioned(root), fragments=(in_fragment,))
    return replace(written, variables={**operation.variables, **dict.fromkeys(CONDITIONS, "Boolean!")})


def _conditioned(root: FieldNode) -> Iterator[SelectionNode]:
    yield changed(_named(root, "notIncluded"), directives=(_directive("include", False),))
    yield changed(_named(root, "skippedByVariable"), directives=(_directive("skip", YES),))
    yield changed(_named(root, "notIncludedByVariable"), directives=(_directive("include", NO),))
    both = (_directive("skip", NO), _directive("include", False))
    yield changed(_named(root, "notIncludedThoughNotSkipped"), directives=both)
    inline = SelectionSetNode(selections=(_named(root, "inInlineFragment"),))
    yield InlineFragmentNode(directives=(_directive("skip", True),), selection_set=inline)
    yield changed(spread(FRAGMENT), directives=(_directive("include", NO),))


def _named(root: FieldNode, alias: str) -> FieldNode:
    """Return the mutation under an alias, asking for the name of the type alone where what it answers has fields."""
    kind = None if root.selection_set is None else SelectionSetNode(selections=(field_node("__typename"),))
    named: FieldNode = changed(root, alias=name_node(alias), selection_set=kind)
    return named


def _directive(name: str, condition: bool | str) -> DirectiveNode:
    value: Any = (
        BooleanValueNode(value=condition)
        if isinstance(condition, bool)
        else VariableNode(name=name_node(condition))
    )
    return DirectiveNode(name=name_node(name), arguments=(ArgumentNode(name=name_node("if"), value=value),))
