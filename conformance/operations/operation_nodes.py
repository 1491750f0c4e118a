"""An operation as nodes of its document, and the way back."""

from dataclasses import replace
from typing import Any

from graphql import (
    ArgumentNode,
    BooleanValueNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    NamedTypeNode,
    NameNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    VariableDefinitionNode,
    VariableNode,
    parse_type,
    print_ast,
    type_from_ast,
)

from kraken_conformance.model.case import Operation
from kraken_conformance.model.parsed_document import parsed_document

LOOK = "LookBefore"

YES, NO = "conditionYes", "conditionNo"
"""Variables for the conditions of `@skip` and `@include`: one that is true, and one that is false."""


def parsed(operation: Operation) -> tuple[OperationDefinitionNode, FieldNode]:
    """Return the definition of an operation and the one field in it; both are shared, and never changed."""
    definition = parsed_document(operation.document).definitions[0]
    assert isinstance(definition, OperationDefinitionNode)
    root = definition.selection_set.selections[0]
    assert isinstance(root, FieldNode)
    return definition, root


def variable_types(operation: Operation, schema: GraphQLSchema) -> dict[str, Any]:
    """Return the type of each variable of an operation, None for one that the schema does not have."""
    return {name: type_from_ast(schema, parse_type(text)) for name, text in operation.variables.items()}


def changed(node: Any, **changes: Any) -> Any:
    """Return a node with some of its parts replaced."""
    kept = {key: getattr(node, key, None) for key in node.keys if key != "loc"}
    return type(node)(**{**kept, **changes})


def name_node(text: str) -> NameNode:
    """Return a name as a node."""
    return NameNode(value=text)


def field_node(name: str, alias: str | None = None) -> FieldNode:
    """Return a field without arguments and selections."""
    key = None if alias is None else name_node(alias)
    return FieldNode(name=name_node(name), alias=key, arguments=(), directives=())


def spread(name: str) -> FragmentSpreadNode:
    """Return the spread of a fragment."""
    return FragmentSpreadNode(name=name_node(name), directives=())


def fragment(name: str, type_: str, *selected: SelectionNode) -> FragmentDefinitionNode:
    """Return a fragment on a type."""
    return FragmentDefinitionNode(
        name=name_node(name),
        type_condition=NamedTypeNode(name=name_node(type_)),
        directives=(),
        selection_set=SelectionSetNode(selections=selected),
    )


def variable_node(name: str, type_: str) -> VariableDefinitionNode:
    """Return the definition of a variable without a default."""
    parsed_type = parse_type(type_, no_location=True)
    return VariableDefinitionNode(
        variable=VariableNode(name=name_node(name)), type=parsed_type, directives=()
    )


def condition(directive: str, value: bool | str) -> DirectiveNode:
    """Return `@skip` or `@include` with a literal, or with the variable of that name."""
    node: Any = (
        BooleanValueNode(value=value) if isinstance(value, bool) else VariableNode(name=name_node(value))
    )
    return DirectiveNode(
        name=name_node(directive), arguments=(ArgumentNode(name=name_node("if"), value=node),)
    )


def kind_alone(root: FieldNode) -> FieldNode:
    """Return a field that asks for the name of its type alone, where what it answers has fields."""
    kind = None if root.selection_set is None else SelectionSetNode(selections=(field_node("__typename"),))
    asked: FieldNode = changed(root, selection_set=kind)
    return asked


def rebuilt(
    original: Operation,
    definition: OperationDefinitionNode,
    *selected: SelectionNode,
    fragments: tuple[FragmentDefinitionNode, ...] = (),
    root_key: str | None = None,
) -> Operation:
    """Return an operation with another document: the definition with these root fields, and fragments."""
    written = changed(definition, selection_set=SelectionSetNode(selections=selected))
    document = print_ast(DocumentNode(definitions=(written, *fragments)))
    return replace(original, document=document, root=root_key or original.root)


def for_a_look(operation: Operation) -> Operation:
    """Return the operation under another name, for a look before the run.

    So the run is the first to send its own requests: some targets treat what they have seen otherwise.
    """
    definition, root = parsed(operation)
    renamed = changed(definition, name=NameNode(value=LOOK))
    return replace(rebuilt(operation, renamed, root), name=LOOK)
