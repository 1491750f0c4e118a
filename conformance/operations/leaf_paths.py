"""The leaf values of what is sent to a mutation and of what it answers, as a target's own schema has them."""

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import (
    FieldNode,
    GraphQLInputObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionSetNode,
    get_named_type,
    get_nullable_type,
    is_list_type,
    parse_type,
    type_from_ast,
)

from kraken_conformance.model.case import Operation
from kraken_conformance.model.json_path import Path
from kraken_conformance.operations.operation_nodes import parsed

DEEPEST = 3
"""How many input objects are opened, one within the other."""


def answer_leaves(operation: Operation, schema: GraphQLSchema) -> Mapping[Path, str]:
    """Return the type of each leaf that an operation asks for, by the path below the field of the mutation.

    A list is followed to its first item.
    """
    _, root = parsed(operation)
    field = None if schema.mutation_type is None else schema.mutation_type.fields.get(root.name.value)
    if field is None:
        return {}
    return dict(_answered(field.type, root.selection_set, (), schema))


def _answered(
    type_: Any, selected: SelectionSetNode | None, path: Path, schema: GraphQLSchema
) -> Iterator[tuple[Path, str]]:
    bare = get_nullable_type(type_)
    if is_list_type(bare):
        yield from _answered(bare.of_type, selected, (*path, 0), schema)
        return
    if selected is None:
        yield path, get_named_type(bare).name
        return
    for part in selected.selections:
        if isinstance(part, InlineFragmentNode) and part.type_condition is not None:
            yield from _answered(
                schema.type_map[part.type_condition.name.value], part.selection_set, path, schema
            )
        elif isinstance(part, FieldNode) and part.name.value in getattr(bare, "fields", {}):
            key = (part.alias or part.name).value
            yield from _answered(bare.fields[part.name.value].type, part.selection_set, (*path, key), schema)


def input_leaves(operation: Operation, schema: GraphQLSchema) -> Mapping[Path, str]:
    """Return the type of each leaf among the variables of an operation, by its path; lists are left out."""
    found: dict[Path, str] = {}
    for name, text in operation.variables.items():
        found.update(_sent(type_from_ast(schema, parse_type(text)), (name,)))
    return found


def _sent(type_: Any, path: Path) -> Iterator[tuple[Path, str]]:
    bare = get_nullable_type(type_)
    if bare is None or is_list_type(bare):
        return
    if not isinstance(bare, GraphQLInputObjectType):
        yield path, bare.name
    elif len(path) <= DEEPEST:
        for name, field in bare.fields.items():
            yield from _sent(field.type, (*path, name))
