"""Documents that are not valid, fixed: what a server does that does not look closely."""

import json
from collections.abc import Callable
from typing import Any

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    GraphQLSchema,
    NameNode,
    OperationDefinitionNode,
    VariableDefinitionNode,
    VariableNode,
    Visitor,
    ast_from_value,
    get_nullable_type,
    is_enum_type,
    parse_type,
    parse_value,
    print_ast,
    value_from_ast_untyped,
    visit,
)

from kraken_conformance.server.faults.parts.samples import sample


class _UndefinedVariables(Visitor):
    """Collects the arguments that are undefined variables, each with its type."""

    def __init__(self, schema: GraphQLSchema, defined: set[str]) -> None:
        super().__init__()
        self.schema = schema
        self.defined = defined
        self.found: dict[str, Any] = {}

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        root = self.schema.mutation_type
        definition = root.fields.get(node.name.value) if root else None
        for argument in node.arguments or ():
            value = argument.value
            if not isinstance(value, VariableNode) or value.name.value in self.defined or definition is None:
                continue
            if argument.name.value in definition.args:
                self.found[value.name.value] = definition.args[argument.name.value].type


class _UnknownArguments(Visitor):
    """Removes the arguments that mutations do not have."""

    def __init__(self, schema: GraphQLSchema) -> None:
        super().__init__()
        self.schema = schema

    def enter_field(self, node: FieldNode, *_: Any) -> FieldNode | None:
        root = self.schema.mutation_type
        definition = root.fields.get(node.name.value) if root else None
        if definition is None:
            return None
        kept = tuple(argument for argument in node.arguments or () if argument.name.value in definition.args)
        return None if len(kept) == len(node.arguments or ()) else _with_arguments(node, kept)


def fix_literals(
    fix: Callable[[Any, Any], Any], *, unquoted: bool = False
) -> Callable[[DocumentNode, GraphQLSchema], DocumentNode]:
    """Return a function that fixes the arguments of mutations that are written into a document.

    With `unquoted`, text is also taken where an enum value is due.
    """

    def fixed(document: DocumentNode, schema: GraphQLSchema) -> DocumentNode:
        root = schema.mutation_type

        class Fix(Visitor):
            def enter_field(self, node: FieldNode, *_: Any) -> FieldNode | None:
                definition = root.fields.get(node.name.value) if root else None
                if definition is None or not node.arguments:
                    return None
                arguments = tuple(
                    _fixed_argument(argument, definition.args[argument.name.value].type, fix, unquoted)
                    if argument.name.value in definition.args
                    else argument
                    for argument in node.arguments
                )
                return _with_arguments(node, arguments)

        changed: DocumentNode = visit(document, Fix())
        return changed

    return fixed


def _fixed_argument(
    argument: ArgumentNode, type_: Any, fix: Callable[[Any, Any], Any], unquoted: bool
) -> ArgumentNode:
    if "$" in print_ast(argument.value):
        return argument
    value = value_from_ast_untyped(argument.value)
    fixed = fix(value, type_)
    if fixed == value and not unquoted:
        return argument
    return ArgumentNode(name=argument.name, value=parse_value(_literal(fixed, type_)), loc=argument.loc)


def _literal(value: Any, type_: Any) -> str:
    bare = get_nullable_type(type_)
    if isinstance(value, list):
        return f"[{', '.join(_literal(item, getattr(bare, 'of_type', bare)) for item in value)}]"
    if isinstance(value, dict):
        fields = getattr(bare, "fields", {})
        parts = (
            f"{name}: {_literal(part, fields[name].type if name in fields else None)}"
            for name, part in value.items()
        )
        return f"{{{', '.join(parts)}}}"
    return str(value) if isinstance(value, str) and is_enum_type(bare) else json.dumps(value)


def _with_arguments(node: FieldNode, arguments: tuple[ArgumentNode, ...]) -> FieldNode:
    return FieldNode(
        alias=node.alias,
        name=node.name,
        arguments=arguments,
        directives=node.directives,
        selection_set=node.selection_set,
        loc=node.loc,
    )


def define_variables(document: DocumentNode, schema: GraphQLSchema) -> DocumentNode:
    """Return the document with a definition for every variable that an argument uses without one."""
    definitions = []
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode):
            known = node.variable_definitions or ()
            visitor = _UndefinedVariables(schema, {entry.variable.name.value for entry in known})
            visit(node, visitor)
            added = tuple(_variable(name, type_) for name, type_ in visitor.found.items())
            node = OperationDefinitionNode(
                operation=node.operation,
                name=node.name,
                variable_definitions=(*known, *added),
                directives=node.directives,
                selection_set=node.selection_set,
                loc=node.loc,
            )
        definitions.append(node)
    return DocumentNode(definitions=tuple(definitions))


def _variable(name: str, type_: Any) -> VariableDefinitionNode:
    """Return the definition of a variable that need not be given: where null is not allowed it has a default."""
    nullable = get_nullable_type(type_)
    return VariableDefinitionNode(
        variable=VariableNode(name=NameNode(value=name)),
        type=parse_type(str(nullable)),
        default_value=None if nullable is type_ else ast_from_value(sample(type_), nullable),
        directives=(),
    )


def remove_arguments(document: DocumentNode, schema: GraphQLSchema) -> DocumentNode:
    """Return the document without the arguments that its mutations do not have."""
    changed: DocumentNode = visit(document, _UnknownArguments(schema))
    return changed
