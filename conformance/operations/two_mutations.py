"""Operations with several mutations in one document: executed one after the other, in the order of the document."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from graphql import FieldNode, OperationDefinitionNode, VariableNode, Visitor, visit

from kraken_conformance.model.case import Operation
from kraken_conformance.operations.operation_nodes import changed, name_node, parsed, rebuilt

FIRST, SECOND, THIRD = "wasFirst", "andSecond", "aThird"
"""The aliases of them: in alphabetical order, the last one would come first."""

BEFORE = "before"
"""What the variables of another mutation begin with."""


def repeated(operation: Operation) -> Operation:
    """Return an operation with its mutation three times; the last one is the one that is judged.

    Some servers execute two in their order, and more of them not.
    """
    definition, root = parsed(operation)
    all_ = (changed(root, alias=name_node(name)) for name in (FIRST, SECOND, THIRD))
    return rebuilt(operation, definition, *all_, root_key=THIRD)


def after_another(
    operation: Operation, variables: Mapping[str, Any], other: Operation, others: Mapping[str, Any]
) -> tuple[Operation, Mapping[str, Any]]:
    """Return an operation with another mutation ahead of its own, and the variables of both."""
    definition, root = parsed(operation)
    defined, first = _renamed(*parsed(other))
    definitions = (*(defined.variable_definitions or ()), *(definition.variable_definitions or ()))
    both = changed(definition, variable_definitions=definitions)
    written = rebuilt(operation, both, changed(first, alias=name_node(FIRST)), root)
    types = {**{_own(name): type_ for name, type_ in other.variables.items()}, **operation.variables}
    beside = {first.name.value} - {root.name.value}
    return replace(written, variables=types, beside=tuple(beside)), {
        **{_own(name): value for name, value in others.items()},
        **variables,
    }


def of_both(variables: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the variables of the mutation ahead, and those of the other one."""
    first = {name: value for name, value in variables.items() if name.startswith(BEFORE)}
    return first, {name: value for name, value in variables.items() if name not in first}


def _own(name: str) -> str:
    return f"{BEFORE}{name[:1].upper()}{name[1:]}"


def _renamed(
    definition: OperationDefinitionNode, root: FieldNode
) -> tuple[OperationDefinitionNode, FieldNode]:
    """Return the parts of an operation with other names for its variables."""

    class Rename(Visitor):
        def enter_variable(self, node: VariableNode, *_: Any) -> VariableNode:
            variable: VariableNode = changed(node, name=name_node(_own(node.name.value)))
            return variable

    return visit(definition, Rename()), visit(root, Rename())
