"""Reads the sample operation of a mutation: its arguments with their types, and what it selects."""

from collections.abc import Iterable
from dataclasses import dataclass

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    parse,
    print_ast,
)


@dataclass(frozen=True, slots=True)
class SampleField:
    """A selected field; `fragment` is the type that its fragment names, `members` those of a union."""

    name: str
    nested: bool
    fragment: str | None
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SampleOperation:
    """A sample operation: the mutation that it calls, arguments by name and SDL type, selection."""

    mutation: str
    arguments: tuple[tuple[str, str], ...]
    fields: tuple[SampleField, ...]
    members: tuple[str, ...]


def read_operation(text: str) -> SampleOperation:
    """Read one operation, and leave what comes after it. Closing braces that are missing are added.

    Raises `GraphQLError` where it is no operation with one root field.
    """
    document = parse(_complete(text), no_location=True)
    operation = document.definitions[0]
    if not isinstance(operation, OperationDefinitionNode) or not operation.selection_set.selections:
        raise GraphQLError("There is no operation")
    root = operation.selection_set.selections[0]
    if not isinstance(root, FieldNode):
        raise GraphQLError("The operation calls no mutation")
    types = {
        definition.variable.name.value: print_ast(definition.type)
        for definition in operation.variable_definitions or ()
    }
    given = [
        (argument.name.value, argument.value.name.value)
        for argument in root.arguments or ()
        if isinstance(argument.value, VariableNode)
    ]
    undefined = [variable for _, variable in given if variable not in types]
    if undefined:
        raise GraphQLError(f"The operation does not define ${undefined[0]}")
    return SampleOperation(
        mutation=root.name.value,
        arguments=tuple((name, types[variable]) for name, variable in given),
        fields=tuple(_fields(root.selection_set)),
        members=_members(root.selection_set),
    )


def _complete(text: str) -> str:
    depth = 0
    for position, mark in enumerate(text):
        depth += {"{": 1, "}": -1}.get(mark, 0)
        if mark == "}" and depth == 0:
            return text[: position + 1]
    return text + "}" * depth


def _fields(selection: SelectionSetNode | None) -> Iterable[SampleField]:
    for node in selection.selections if selection else ():
        if isinstance(node, FieldNode) and not node.name.value.startswith("__"):
            yield SampleField(
                node.name.value,
                bool(node.selection_set),
                _fragment(node.selection_set),
                _members(node.selection_set),
            )


def _fragment(selection: SelectionSetNode | None) -> str | None:
    spreads = (
        node for node in (selection.selections if selection else ()) if isinstance(node, FragmentSpreadNode)
    )
    name = next((node.name.value for node in spreads), None)
    return name.removesuffix("Fragment") if name else None


def _members(selection: SelectionSetNode | None) -> tuple[str, ...]:
    nodes = (
        node for node in (selection.selections if selection else ()) if isinstance(node, InlineFragmentNode)
    )
    return tuple(dict.fromkeys(node.type_condition.name.value for node in nodes if node.type_condition))
