"""Requests that mean the same as the usual one of a mutation, written with other parts of the language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from graphql import (
    ArgumentNode,
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInputObjectType,
    GraphQLSchema,
    NamedTypeNode,
    NameNode,
    NonNullTypeNode,
    ObjectFieldNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    VariableDefinitionNode,
    VariableNode,
    get_nullable_type,
    parse_type,
    parse_value,
    type_from_ast,
)

from kraken_conformance.model.case import Operation
from kraken_conformance.operations.operation_nodes import changed, parsed, rebuilt
from kraken_conformance.strategies import NoLiteral
from kraken_conformance.strategies.documents.literals import literal

YES, NO = "conditionYes", "conditionNo"


@dataclass(frozen=True, slots=True)
class EqualRequest:
    """An operation with its variables; `label` says which part of the language is in it."""

    label: str
    operation: Operation
    variables: Mapping[str, Any]


def equal_requests(
    operation: Operation, variables: Mapping[str, Any], schema: GraphQLSchema, payload: str | None
) -> Iterator[EqualRequest]:
    """Yield the request in other forms. `payload` is the type that the mutation returns, None where it is not known."""
    definition, root = parsed(operation)
    yield from _nested_variables(operation, definition, root, variables, schema)
    yield from _defaults(operation, definition, root, variables, schema)
    selected = () if root.selection_set is None else root.selection_set.selections
    if selected:
        yield EqualRequest(
            "@skip and @include with variables", *_conditions(operation, definition, root, variables)
        )
    if len(selected) > 1:
        halves = (_with(root, selected[::2]), _with(root, selected[1::2]))
        yield EqualRequest(
            "the mutation asked for twice, to be merged", rebuilt(operation, definition, *halves), variables
        )
    if selected and payload is not None:
        written = _between(operation, definition, root, payload)
        yield EqualRequest("fragments in one another, between other root fields", written, variables)


def _nested_variables(
    operation: Operation,
    definition: OperationDefinitionNode,
    root: FieldNode,
    variables: Mapping[str, Any],
    schema: GraphQLSchema,
) -> Iterator[EqualRequest]:
    """Yield the request with a variable for each field of its first input object."""
    arguments = tuple(root.arguments or ())
    value = arguments[0].value if arguments else None
    if not isinstance(value, VariableNode):
        return
    name = value.name.value
    type_: Any = get_nullable_type(type_from_ast(schema, parse_type(operation.variables[name])))  # type: ignore[arg-type]
    given = variables.get(name)
    if not isinstance(type_, GraphQLInputObjectType) or not isinstance(given, Mapping) or not given:
        return
    known = [part for part in given if part in type_.fields]
    types = {part: str(type_.fields[part].type) for part in known}
    literal_ = ObjectValueNode(
        fields=tuple(
            ObjectFieldNode(name=_name(part), value=VariableNode(name=_name(part))) for part in known
        )
    )
    kept = [entry for entry in definition.variable_definitions or () if entry.variable.name.value != name]
    if known and not set(types) & {entry.variable.name.value for entry in kept}:
        defined = changed(
            definition, variable_definitions=(*kept, *(_defined(part, text) for part, text in types.items()))
        )
        passed = changed(root, arguments=(changed(arguments[0], value=literal_), *arguments[1:]))
        others = {key: value for key, value in variables.items() if key != name}
        written = replace(
            rebuilt(operation, defined, passed),
            variables={key: text for key, text in operation.variables.items() if key != name} | types,
        )
        yield EqualRequest(
            "a variable for each field of the input", written, {**others, **{p: given[p] for p in known}}
        )


def _defaults(
    operation: Operation,
    definition: OperationDefinitionNode,
    root: FieldNode,
    variables: Mapping[str, Any],
    schema: GraphQLSchema,
) -> Iterator[EqualRequest]:
    """Yield the request with its values as the defaults of variables that are not given."""
    written = []
    for entry in definition.variable_definitions or ():
        name = entry.variable.name.value
        type_ = type_from_ast(schema, entry.type)
        if name not in variables:
            written.append(entry)
            continue
        try:
            text = literal(variables[name], type_)  # type: ignore[arg-type]
        except NoLiteral:
            return
        # Not every engine knows defaults of types that are never null; with a default, the other type fits as well.
        bare = entry.type.type if isinstance(entry.type, NonNullTypeNode) else entry.type
        written.append(changed(entry, type=bare, default_value=parse_value(text, no_location=True)))
    if variables:
        defined = changed(definition, variable_definitions=tuple(written))
        types = {name: text.removesuffix("!") for name, text in operation.variables.items()}
        given = replace(rebuilt(operation, defined, root), variables=types)
        yield EqualRequest("the input as the default of its variable", given, {})


def _conditions(
    operation: Operation, definition: OperationDefinitionNode, root: FieldNode, variables: Mapping[str, Any]
) -> tuple[Operation, Mapping[str, Any]]:
    """Return the request with fields that are kept and left out by conditions."""
    assert root.selection_set is not None
    kept = [
        _under(node, "include" if position % 2 else "skip", YES if position % 2 else NO)
        for position, node in enumerate(root.selection_set.selections)
    ]
    left_out = [
        _under(_typename("leftOut"), "skip", YES),
        _under(_typename("notIncluded"), "include", NO),
    ]
    added = (_defined(YES, "Boolean!"), _defined(NO, "Boolean!"))
    defined = changed(definition, variable_definitions=(*(definition.variable_definitions or ()), *added))
    written = rebuilt(operation, defined, _with(root, (*kept, *left_out)))
    types = {**operation.variables, YES: "Boolean!", NO: "Boolean!"}
    return replace(written, variables=types), {**variables, YES: True, NO: False}


def _between(
    operation: Operation, definition: OperationDefinitionNode, root: FieldNode, payload: str
) -> Operation:
    """Return the request with its selection in a fragment in a fragment, between two other root fields."""
    assert root.selection_set is not None
    inner, outer = f"{operation.name}Inner", f"{operation.name}Outer"
    fragments = (
        _fragment(outer, payload, (_spread(inner),)),
        _fragment(inner, payload, tuple(root.selection_set.selections)),
    )
    selected = (_typename("before"), _with(root, (_spread(outer),)), _typename("after"))
    return rebuilt(operation, definition, *selected, fragments=fragments)


def _under(node: SelectionNode, directive: str, variable: str) -> SelectionNode:
    condition = ArgumentNode(name=_name("if"), value=VariableNode(name=_name(variable)))
    added = DirectiveNode(name=_name(directive), arguments=(condition,))
    written: SelectionNode = changed(node, directives=(*(node.directives or ()), added))
    return written


def _with(root: FieldNode, selected: tuple[SelectionNode, ...]) -> FieldNode:
    written: FieldNode = changed(root, selection_set=SelectionSetNode(selections=selected))
    return written


def _fragment(name: str, type_: str, selected: tuple[SelectionNode, ...]) -> FragmentDefinitionNode:
    return FragmentDefinitionNode(
        name=_name(name),
        type_condition=NamedTypeNode(name=_name(type_)),
        directives=(),
        selection_set=SelectionSetNode(selections=selected),
    )


def _typename(alias: str) -> FieldNode:
    return FieldNode(name=_name("__typename"), alias=_name(alias), arguments=(), directives=())


def _spread(name: str) -> FragmentSpreadNode:
    return FragmentSpreadNode(name=_name(name), directives=())


def _defined(name: str, type_: str) -> VariableDefinitionNode:
    return VariableDefinitionNode(
        variable=VariableNode(name=_name(name)), type=parse_type(type_, no_location=True), directives=()
    )


def _name(text: str) -> NameNode:
    return NameNode(value=text)
