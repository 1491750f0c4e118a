"""Other ways to write an operation: ones that mean the same, and ones that are invalid."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any

from graphql import (
    ArgumentNode,
    FieldNode,
    GraphQLSchema,
    GraphQLSyntaxError,
    NameNode,
    SelectionNode,
    SelectionSetNode,
    StringValueNode,
    VariableNode,
    parse_type,
    parse_value,
    type_from_ast,
)

from kraken_conformance.model.case import Operation
from kraken_conformance.operations.operation_nodes import (
    changed,
    condition,
    fragment,
    parsed,
    rebuilt,
    spread,
)
from kraken_conformance.strategies import NoLiteral
from kraken_conformance.strategies.documents.literals import PLAIN, Style, literal

QUOTED = Style(quoted_enums=True)

ALIASED_ROOT = "renamed"
MOST_ALIASES = 5
"""How many fields of a document get an alias at once."""

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
    definition, root = parsed(operation)
    aliased = changed(root, alias=NameNode(value=ALIASED_ROOT))
    return rebuilt(operation, definition, aliased, root_key=ALIASED_ROOT)


def with_field_aliases(operation: Operation) -> Iterator[tuple[Operation, str]]:
    """Yield the operation with aliases on the fields that are selected on the mutation, and which they are.

    At most `MOST_ALIASES` at once, since servers limit how many a document may have. Nothing where no field is
    selected: the members of a union have fields, the union has not.
    """
    definition, root = parsed(operation)
    selected = () if root.selection_set is None else root.selection_set.selections
    places = [place for place, node in enumerate(selected) if _takes_alias(node)]
    for first in range(0, len(places), MOST_ALIASES):
        chosen = places[first : first + MOST_ALIASES]
        aliased = tuple(_aliased(node) if place in chosen else node for place, node in enumerate(selected))
        which = "every field" if len(chosen) == len(places) else f"{len(chosen)} of {len(places)} fields"
        yield (
            rebuilt(operation, definition, changed(root, selection_set=SelectionSetNode(selections=aliased))),
            which,
        )


def _takes_alias(node: SelectionNode) -> bool:
    return isinstance(node, FieldNode) and node.alias is None and not node.name.value.startswith("__")


def _aliased(node: SelectionNode) -> SelectionNode:
    assert isinstance(node, FieldNode)
    renamed: FieldNode = changed(node, alias=NameNode(value=f"{node.name.value}Renamed"))
    return renamed


def with_fragment(operation: Operation, type_name: str) -> Operation:
    """Return the operation with the selection on the mutation in a named fragment on a type.

    Raises `NoSuchRewriting` where nothing is selected.
    """
    definition, root = parsed(operation)
    if root.selection_set is None:
        raise NoSuchRewriting(f"{operation.root} has no selection")
    name = f"{operation.name}Payload"
    payload = fragment(name, type_name, *root.selection_set.selections)
    spreading = changed(root, selection_set=SelectionSetNode(selections=(spread(name),)))
    return rebuilt(operation, definition, spreading, fragments=(payload,))


def with_literals(
    operation: Operation, variables: Mapping[str, Any], schema: GraphQLSchema, *, quoted: bool = False
) -> Operation:
    """Return the operation with the values of its variables written into the document.

    With `quoted`, enum values are written as text, which is not theirs (GraphQL specification, section 3.9.1).

    Raises `NoSuchRewriting` where a value has no literal: a JSON object in a custom scalar whose keys
    are no GraphQL names, or text that is no name where an enum value is due.
    """
    definition, root = parsed(operation)
    written = []
    for argument in root.arguments or ():
        assert isinstance(argument.value, VariableNode)
        name = argument.value.name.value
        if name not in variables:
            continue
        type_ = type_from_ast(schema, parse_type(operation.variables[name]))
        try:
            text = literal(variables[name], type_, QUOTED if quoted else PLAIN)  # type: ignore[arg-type]
            written.append(changed(argument, value=parse_value(text)))
        except (NoLiteral, GraphQLSyntaxError) as error:
            raise NoSuchRewriting(str(error)) from error
    without = changed(definition, variable_definitions=())
    return replace(rebuilt(operation, without, changed(root, arguments=tuple(written))), variables={})


def with_skip(operation: Operation) -> Operation:
    """Return the operation with `@skip(if: true)` on the mutation."""
    definition, root = parsed(operation)
    return rebuilt(operation, definition, changed(root, directives=(condition("skip", True),)))


def with_undeclared_argument(operation: Operation) -> Operation:
    """Return the operation with an argument that no mutation has; invalid."""
    definition, root = parsed(operation)
    undeclared = ArgumentNode(name=NameNode(value=UNDECLARED_ARGUMENT), value=StringValueNode(value=""))
    return rebuilt(operation, definition, changed(root, arguments=(*(root.arguments or ()), undeclared)))


def with_undefined_variable(operation: Operation) -> Operation:
    """Return the operation with a variable that it does not define, in `@include`; invalid."""
    definition, root = parsed(operation)
    include = condition("include", UNDEFINED_VARIABLE)
    return rebuilt(operation, definition, changed(root, directives=(include,)))


def without_definitions(operation: Operation) -> Operation:
    """Return the operation with its variables used and not defined; invalid."""
    definition, root = parsed(operation)
    return replace(rebuilt(operation, changed(definition, variable_definitions=()), root), variables={})


def reordered(value: Any) -> Any:
    """Return a JSON value with the keys of every object in reverse order."""
    if isinstance(value, dict):
        return {key: reordered(value[key]) for key in reversed(list(value))}
    return [reordered(item) for item in value] if isinstance(value, list) else value
