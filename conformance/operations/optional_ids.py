"""Leaves out of an input what names a thing that need not exist."""

from collections.abc import Callable, Mapping
from typing import Any

from graphql import (
    GraphQLInputField,
    GraphQLInputType,
    GraphQLSchema,
    get_nullable_type,
    is_input_object_type,
    is_list_type,
    is_required_input_field,
)

from kraken_conformance.model.case import Operation
from kraken_conformance.operations.operation_nodes import variable_types

ID_SUFFIX = "Id"
"""How the names of fields end that hold the id of something."""

Known = Callable[[tuple[str, ...]], bool]
"""Whether values are known for a place, so that what stands there exists."""


def without_optional_ids(
    variables: Mapping[str, Any], operation: Operation, schema: GraphQLSchema, known: Known
) -> dict[str, Any]:
    """Return variables without the ids that may be left out: a made-up id is refused by who keeps such things."""
    types = variable_types(operation, schema)
    fields = {name: GraphQLInputField(type_) for name, type_ in types.items() if type_ is not None}
    return _of_fields(variables, fields, (), known)


def _of_fields(
    value: Mapping[str, Any], fields: Mapping[str, GraphQLInputField], at: tuple[str, ...], known: Known
) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for name, part in value.items():
        place, declared = (*at, name), fields.get(name)
        if declared is None:
            kept[name] = part
        elif not name.endswith(ID_SUFFIX) or is_required_input_field(declared) or known(place):
            kept[name] = _of_type(part, declared.type, place, known)
    return kept


def _of_type(value: Any, type_: GraphQLInputType, at: tuple[str, ...], known: Known) -> Any:
    bare = get_nullable_type(type_)
    if is_list_type(bare) and isinstance(value, list):
        return [_of_type(item, bare.of_type, at, known) for item in value]
    if is_input_object_type(bare) and isinstance(value, Mapping):
        return _of_fields(value, bare.fields, at, known)
    return value
