"""What a request gives to its mutation: by variables, by their defaults, or written into its document."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from graphql import (
    FieldNode,
    GraphQLError,
    OperationDefinitionNode,
    Undefined,
    ValueNode,
    VariableNode,
    value_from_ast_untyped,
)

from kraken_conformance.model.case import Case
from kraken_conformance.model.parsed_document import parsed_document

Written = tuple[Mapping[str, ValueNode], Mapping[str, Any]]
"""The arguments of a mutation, and the defaults of the variables of its operation."""


def sent_values(case: Case) -> Mapping[str, Any]:
    """Return the arguments of the mutation of a case; its variables where its document does not show them."""
    written = None if case.operation is None else _written(case.operation.document, case.operation.root)
    if written is None:
        return case.variables
    arguments, defaults = written
    given = {**defaults, **case.variables}
    values = {name: _value(node, given) for name, node in arguments.items()}
    return {name: value for name, value in values.items() if value is not Undefined}


def _value(node: ValueNode, given: Mapping[str, Any]) -> Any:
    if isinstance(node, VariableNode):
        return given.get(node.name.value, Undefined)
    return value_from_ast_untyped(node, dict(given))


@lru_cache(maxsize=256)
def _written(document: str, root: str) -> Written | None:
    """Return what a document says of a root field; None where it is in a fragment, or the document is not read."""
    try:
        definitions = parsed_document(document).definitions
    except GraphQLError:
        return None
    for definition in definitions:
        if not isinstance(definition, OperationDefinitionNode):
            continue
        for node in definition.selection_set.selections:
            if isinstance(node, FieldNode) and (node.alias or node.name).value == root:
                arguments = {argument.name.value: argument.value for argument in node.arguments or ()}
                return arguments, {
                    entry.variable.name.value: value_from_ast_untyped(entry.default_value)
                    for entry in definition.variable_definitions or ()
                    if entry.default_value is not None
                }
    return None
