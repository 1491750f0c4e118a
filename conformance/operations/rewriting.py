"""Other ways to write an operation: ones that mean the same, and ones that are invalid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from functools import lru_cache
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
    StringValueNode,
    VariableNode,
    parse,
    parse_type,
    parse_value,
    print_ast,
    type_from_ast,
)

from kraken_conformance.model.case import Operation
from kraken_conformance.strategies import NoLiteral
from kraken_conformance.strategies.documents.literals import literal

ALIASED_ROOT = "renamed"
UNDECLARED_ARGUMENT = "undeclaredArgument"
UNDEFINED_VARIABLE = "undefinedVariable"


class Rewriting(StrEnum):
    """A way to write the same request otherwise; the value is the label of its cases."""

    LITERALS = "literals for variables"
    ALIAS = "an alias on the mutation"
    FRAGMENT = "a named fragment"
    KEY_ORDER = "keys in another order"


class NoSuchRewriting(Exception):
    """The request cannot be written in this way."""


def with_alias(operation: Operation) -> Operation:
    """Return the operation with an alias on the mutation."""
    definition, root = _parsed(operation)
    aliased = _changed(root, alias=NameNode(value=ALIASED_ROOT))
    return _operation(operation, definition, aliased, root_key=ALIASED_ROOT)


def with_field_aliases(operation: Operation) -> Operation:
    """Return the operation with an alias on every field that is selected on the mutation.

    Raises `NoSuchRewriting` where there is none: the members of a union have fields, the union has not.
    """
    definition, root = _parsed(operation)
    selected = () if root.selection_set is None else root.selection_set.selections
    aliased = tuple(_aliased(node) for node in selected)
    if aliased == selected:
        raise NoSuchRewriting(f"{operation.root} has no fields")
    return _operation(
        operation, definition, _changed(root, selection_set=SelectionSetNode(selections=aliased))
    )


def _aliased(node: SelectionNode) -> SelectionNode:
    if not isinstance(node, FieldNode) or node.alias is not None or node.name.value.startswith("__"):
        return node
    renamed: FieldNode = _changed(node, alias=NameNode(value=f"{node.name.value}Renamed"))
    return renamed


def with_fragment(operation: Operation, type_name: str) -> Operation:
    """Return the operation with the selection on the mutation in a named fragment on a type.

    Raises `NoSuchRewriting` where nothing is selected.
    """
    definition, root = _parsed(operation)
    if root.selection_set is None:
        raise NoSuchRewriting(f"{operation.root} has no selection")
    name = NameNode(value=f"{operation.name}Payload")
    spread = SelectionSetNode(selections=(FragmentSpreadNode(name=name, directives=()),))
    fragment = FragmentDefinitionNode(
        name=name,
        type_condition=NamedTypeNode(name=NameNode(value=type_name)),
        directives=(),
        selection_set=root.selection_set,
    )
    return _operation(operation, definition, _changed(root, selection_set=spread), fragment)


def with_literals(operation: Operation, variables: Mapping[str, Any], schema: GraphQLSchema) -> Operation:
    """Return the operation with the values of its variables written into the document.

    Raises `NoSuchRewriting` where a value has no literal: a JSON object in a custom scalar whose keys
    are no GraphQL names.
    """
    definition, root = _parsed(operation)
    written = []
    for argument in root.arguments or ():
        assert isinstance(argument.value, VariableNode)
        name = argument.value.name.value
        if name not in variables:
            continue
        type_ = type_from_ast(schema, parse_type(operation.variables[name]))
        try:
            text = literal(variables[name], type_)  # type: ignore[arg-type]
        except NoLiteral as error:
            raise NoSuchRewriting(str(error)) from error
        written.append(_changed(argument, value=parse_value(text)))
    without = _changed(definition, variable_definitions=())
    return replace(_operation(operation, without, _changed(root, arguments=tuple(written))), variables={})


def with_skip(operation: Operation) -> Operation:
    """Return the operation with `@skip(if: true)` on the mutation."""
    definition, root = _parsed(operation)
    condition = ArgumentNode(name=NameNode(value="if"), value=BooleanValueNode(value=True))
    skip = DirectiveNode(name=NameNode(value="skip"), arguments=(condition,))
    return _operation(operation, definition, _changed(root, directives=(skip,)))


def with_undeclared_argument(operation: Operation) -> Operation:
    """Return the operation with an argument that no mutation has; invalid."""
    definition, root = _parsed(operation)
    undeclared = ArgumentNode(name=NameNode(value=UNDECLARED_ARGUMENT), value=StringValueNode(value=""))
    return _operation(operation, definition, _changed(root, arguments=(*(root.arguments or ()), undeclared)))


def with_undefined_variable(operation: Operation) -> Operation:
    """Return the operation with a variable that it does not define, in `@include`; invalid."""
    definition, root = _parsed(operation)
    variable = VariableNode(name=NameNode(value=UNDEFINED_VARIABLE))
    condition = ArgumentNode(name=NameNode(value="if"), value=variable)
    include = DirectiveNode(name=NameNode(value="include"), arguments=(condition,))
    return _operation(operation, definition, _changed(root, directives=(include,)))


def without_definitions(operation: Operation) -> Operation:
    """Return the operation with its variables used and not defined; invalid."""
    definition, root = _parsed(operation)
    return replace(_operation(operation, _changed(definition, variable_definitions=()), root), variables={})


def reordered(value: Any) -> Any:
    """Return a JSON value with the keys of every object in reverse order."""
    if isinstance(value, dict):
        return {key: reordered(value[key]) for key in reversed(list(value))}
    return [reordered(item) for item in value] if isinstance(value, list) else value


def _parsed(operation: Operation) -> tuple[OperationDefinitionNode, FieldNode]:
    return _parts(operation.document)


@lru_cache(maxsize=16)
def _parts(document: str) -> tuple[OperationDefinitionNode, FieldNode]:
    """Return the operation of a document and the one field in it; both are shared, and never changed."""
    definition = parse(document, no_location=True).definitions[0]
    assert isinstance(definition, OperationDefinitionNode)
    root = definition.selection_set.selections[0]
    assert isinstance(root, FieldNode)
    return definition, root


def _changed(node: Any, **changes: Any) -> Any:
    kept = {key: getattr(node, key, None) for key in node.keys if key != "loc"}
    return type(node)(**{**kept, **changes})


def _operation(
    original: Operation,
    definition: OperationDefinitionNode,
    root: FieldNode,
    *fragments: FragmentDefinitionNode,
    root_key: str | None = None,
) -> Operation:
    selected = _changed(definition, selection_set=SelectionSetNode(selections=(root,)))
    document = print_ast(DocumentNode(definitions=(selected, *fragments)))
    return replace(original, document=document, root=root_key or original.root)
