"""What a request gives to its mutation, whether as variables or written into its document."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from graphql import FieldNode, GraphQLError, OperationDefinitionNode, parse, value_from_ast_untyped

from kraken_conformance.model.case import Case


def sent_values(case: Case) -> Mapping[str, Any]:
    """Return the variables of a case; where its document has none, the arguments of its mutation.

    Variables of the usual operation have the names of arguments.
    """
    if case.operation is None or case.operation.variables or case.variables:
        return case.variables
    return _arguments(case.operation.document, case.operation.root)


@lru_cache(maxsize=256)
def _arguments(document: str, root: str) -> Mapping[str, Any]:
    try:
        definitions = parse(document, no_location=True).definitions
    except GraphQLError:
        return {}
    for definition in definitions:
        for node in (
            definition.selection_set.selections if isinstance(definition, OperationDefinitionNode) else ()
        ):
            if isinstance(node, FieldNode) and (node.alias or node.name).value == root:
                return {
                    argument.name.value: value_from_ast_untyped(argument.value)
                    for argument in node.arguments or ()
                }
    return {}
