"""An operation whose mutation is left out of its execution, in every way that the language has."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from graphql import FieldNode, InlineFragmentNode, SelectionNode, SelectionSetNode

from kraken_conformance.model.case import Operation
from kraken_conformance.operations.operation_nodes import (
    NO,
    YES,
    changed,
    condition,
    fragment,
    kind_alone,
    name_node,
    parsed,
    rebuilt,
    spread,
    variable_node,
)

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
    yield changed(_named(root, "notIncluded"), directives=(condition("include", False),))
    yield changed(_named(root, "skippedByVariable"), directives=(condition("skip", YES),))
    yield changed(_named(root, "notIncludedByVariable"), directives=(condition("include", NO),))
    both = (condition("skip", NO), condition("include", False))
    yield changed(_named(root, "notIncludedThoughNotSkipped"), directives=both)
    inline = SelectionSetNode(selections=(_named(root, "inInlineFragment"),))
    yield InlineFragmentNode(directives=(condition("skip", True),), selection_set=inline)
    yield changed(spread(FRAGMENT), directives=(condition("include", NO),))


def _named(root: FieldNode, alias: str) -> FieldNode:
    """Return the mutation under an alias, asking for the name of the type alone where what it answers has fields."""
    named: FieldNode = changed(kind_alone(root), alias=name_node(alias))
    return named
