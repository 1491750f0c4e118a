"""Makes mutations of the queries of a document."""

from dataclasses import replace
from typing import Any

from graphql import (
    DocumentNode,
    NamedTypeNode,
    NameNode,
    OperationDefinitionNode,
    OperationType,
    Visitor,
    parse,
    print_ast,
    visit,
)

from kraken_conformance.operations.documents.document_case import MUTATION, DocumentCase
from kraken_conformance.operations.operation_nodes import changed


def as_mutation(case: DocumentCase, query: str, mutation: str) -> DocumentCase:
    """Return a document with mutations in the place of its queries."""
    written: DocumentNode = visit(parse(case.document, no_location=True), _Mutations(query, mutation))
    label = f"{case.label}, in a mutation"
    return replace(case, label=label, document=print_ast(written), control=MUTATION)


class _Mutations(Visitor):
    """Makes mutations of the queries of a document."""

    def __init__(self, query: str, mutation: str) -> None:
        super().__init__()
        self._query, self._mutation = query, mutation

    def leave_operation_definition(self, node: OperationDefinitionNode, *_: Any) -> OperationDefinitionNode:
        """Return the operation as a mutation."""
        written: OperationDefinitionNode = changed(node, operation=OperationType.MUTATION)
        return written

    def enter_named_type(self, node: NamedTypeNode, *_: Any) -> NamedTypeNode | None:
        """Return the type of mutations for that of queries."""
        if node.name.value != self._query:
            return None
        written: NamedTypeNode = changed(node, name=NameNode(value=self._mutation))
        return written
