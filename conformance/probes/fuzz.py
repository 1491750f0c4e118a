"""The probe of random selections: the same mutation asked in other ways than a client would think of."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any, Final, TypeVar

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    GraphQLField,
    GraphQLSchema,
    InlineFragmentNode,
    NameNode,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
    is_scalar_type,
    is_specified_scalar_type,
    print_ast,
)
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from hypothesis_graphql import mutations

from kraken_conformance.case import Case, Operation
from kraken_conformance.literals import literal, scalar_literals
from kraken_conformance.probes.registry import Cases, probe
from kraken_conformance.spec import Mutation
from kraken_conformance.target.view import TargetView

PROBE: Final = "fuzz"

SHARE: Final = 0.1
"""Generating a document takes as long as ten ordinary inputs."""

OPERATION: Final = "Fuzz"

Node = TypeVar("Node", FieldNode, InlineFragmentNode)


@probe(PROBE)
def fuzz(mutation: Mutation, target: TargetView) -> Cases | None:
    """Random selections, fragments and aliases on the target's own schema, with the input in the document.

    The shapes of the documents are those of hypothesis-graphql, on which Schemathesis rests. Half of
    them carry input of ours, which a mutation is likely to accept. What comes back is judged by the
    rules for every answer: only the target's schema knows these fields.
    """
    schema = target.schema
    root = None if schema is None else schema.mutation_type
    if schema is None or root is None or mutation.name not in root.fields:
        return None
    return Cases(drawn=_cases(mutation, target, schema, root.fields[mutation.name]), share=SHARE)


def _cases(
    mutation: Mutation, target: TargetView, schema: GraphQLSchema, field: GraphQLField
) -> SearchStrategy[Case]:
    documents = mutations(
        schema,
        fields=[mutation.name],
        custom_scalars={
            name: scalar_literals(name, date.today())
            for name, type_ in schema.type_map.items()
            if is_scalar_type(type_) and not is_specified_scalar_type(type_)
        },
        print_ast=lambda document: document,
    )

    @st.composite
    def case(draw: st.DrawFn) -> Case:
        node = _only_field(draw(documents))
        if draw(st.booleans()):
            node = _with_arguments(node, draw(target.variables(mutation)), field)
        if draw(st.booleans()):
            node = _aliased(node)
        return Case(
            probe=PROBE,
            server=mutation.server,
            mutation=mutation.name,
            operation=Operation(
                name=OPERATION,
                document=_document(node),
                root=(node.alias or node.name).value,
            ),
            label="a random selection",
        )

    return case()


def _only_field(document: DocumentNode) -> FieldNode:
    definition = document.definitions[0]
    assert isinstance(definition, OperationDefinitionNode)
    field = definition.selection_set.selections[0]
    assert isinstance(field, FieldNode)
    return field


def _with_arguments(node: FieldNode, values: dict[str, Any], field: GraphQLField) -> FieldNode:
    """Return the field with these arguments, or as it is where one of them cannot be written as a literal."""
    written = []
    for name, value in values.items():
        value_node = literal(value, field.args[name].type)
        if value_node is None:
            return node
        written.append(ArgumentNode(name=NameNode(value=name), value=value_node))
    return _changed(node, arguments=tuple(written))


def _aliased(node: FieldNode) -> FieldNode:
    """Return the field with an alias on it and on every field within, each its own."""
    numbers = count()

    def renamed(field: FieldNode) -> FieldNode:
        alias = NameNode(value=f"field{next(numbers)}")
        return _changed(field, alias=alias, selection_set=within(field.selection_set))

    def within(selected: SelectionSetNode | None) -> SelectionSetNode | None:
        return selected and SelectionSetNode(selections=tuple(map(either, selected.selections)))

    def either(part: SelectionNode) -> SelectionNode:
        if isinstance(part, FieldNode):
            return renamed(part)
        assert isinstance(part, InlineFragmentNode)
        return _changed(part, selection_set=within(part.selection_set))

    return renamed(node)


def _changed(node: Node, **changes: Any) -> Node:
    kept = {key: getattr(node, key) for key in node.keys if key != "loc"}
    return type(node)(**{**kept, **changes})


def _document(field: FieldNode) -> str:
    operation = OperationDefinitionNode(
        operation=OperationType.MUTATION,
        name=NameNode(value=OPERATION),
        selection_set=SelectionSetNode(selections=(field,)),
    )
    return print_ast(operation)
