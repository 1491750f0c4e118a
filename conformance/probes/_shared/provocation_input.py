"""Makes the change of a provocation to valid variables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from graphql import (
    GraphQLInputField,
    GraphQLInputType,
    GraphQLSchema,
    get_nullable_type,
    is_input_object_type,
    is_list_type,
    is_required_input_field,
    is_scalar_type,
    parse_type,
    type_from_ast,
)

from kraken_conformance.model.case import Operation
from kraken_conformance.probes._shared.preconditions import fullest
from kraken_conformance.probes._shared.provocation_table import PROVOCATIONS, Provocation
from kraken_conformance.spec import Mutation
from kraken_conformance.target.view import TargetView

_NO_TEXT = frozenset({"Boolean", "Int", "Float"})
_NO_NUMBER = frozenset({"Boolean", "String", "ID"})


@dataclass(frozen=True, slots=True)
class _InputObject:
    """An object of values in the variables, and the fields that it may have."""

    value: dict[str, Any]
    fields: Mapping[str, GraphQLInputField]

    def fitting(self, pattern: str) -> Iterator[str]:
        return (name for name in self.fields if fnmatchcase(name.lower(), pattern.lower()))


def provoking_inputs(mutation: Mutation, target: TargetView) -> Iterator[tuple[Provocation, dict[str, Any]]]:
    """Yield each change that should raise a declared code, with the variables, in the order of the table."""
    variables, operation = fullest(mutation, target), target.operation(mutation)
    made: set[tuple[str, str]] = set()
    for entry in PROVOCATIONS:
        if entry.code in mutation.errors and (entry.code, entry.label) not in made:
            changed = provoking(entry, operation, variables, target.type_system)
            if changed is not None:
                made.add((entry.code, entry.label))
                yield entry, changed


def provoking(
    provocation: Provocation, operation: Operation, variables: Mapping[str, Any], schema: GraphQLSchema
) -> dict[str, Any] | None:
    """Return the variables with the change made in the first object that has all its fields, else None.

    They are as valid as before: values only go where their type is asked for, and only optional fields
    are left out.
    """
    changed: dict[str, Any] = deepcopy(dict(variables))
    for place in _objects(changed, operation, schema):
        if _change(provocation, place):
            return changed
    return None


def _change(provocation: Provocation, place: _InputObject) -> bool:
    """Make the change in one object, all of it or nothing; whether it was made."""
    sets, removed = _sets(provocation, place), _removed(provocation, place)
    if sets is None or removed is None:
        return False
    place.value.update(sets)
    for name in removed:
        place.value.pop(name, None)
    return bool(sets or removed)


def _sets(provocation: Provocation, place: _InputObject) -> dict[str, Any] | None:
    """Return the values to set by the names of their fields, None where one does not fit."""
    sets: dict[str, Any] = {}
    wanted = [*provocation.sets.items()]
    for pattern, other in provocation.copies.items():
        if other not in place.value:
            return None
        wanted.append((pattern, place.value[other]))
    for pattern, value in wanted:
        name = next((name for name in place.fitting(pattern) if _takes(place.fields[name].type, value)), None)
        if name is None:
            return None
        sets[name] = value
    if provocation.repeats is not None:
        items = place.value.get(provocation.repeats)
        if not isinstance(items, list) or not items:
            return None
        sets[provocation.repeats] = [items[0], deepcopy(items[0])]
    return sets


def _removed(provocation: Provocation, place: _InputObject) -> set[str] | None:
    """Return the names of the fields to leave out, None where one of them is required or missing."""
    removed: set[str] = set()
    for pattern in provocation.removes:
        names = [name for name in place.fitting(pattern) if not is_required_input_field(place.fields[name])]
        if not names:
            return None
        removed.update(names)
    return removed


def _takes(type_: GraphQLInputType, value: Any) -> bool:
    """Whether a value is one of a type. Custom scalars take text: their forms are those of the fields."""
    bare = get_nullable_type(type_)
    if isinstance(value, list):
        return is_list_type(bare)
    if not is_scalar_type(bare):
        return False
    if isinstance(value, bool):
        return bare.name == "Boolean"
    return bare.name not in (_NO_TEXT if isinstance(value, str) else _NO_NUMBER)


def _objects(
    variables: dict[str, Any], operation: Operation, schema: GraphQLSchema
) -> Iterator[_InputObject]:
    """Yield every object of the variables, the outer before the inner, the arguments themselves first."""
    types = {name: type_from_ast(schema, parse_type(text)) for name, text in operation.variables.items()}
    arguments = {
        name: GraphQLInputField(type_)  # type: ignore[arg-type]
        for name, type_ in types.items()
        if type_ is not None
    }
    yield _InputObject(variables, arguments)
    for name, argument in arguments.items():
        yield from _within(variables.get(name), argument.type)


def _within(value: Any, type_: GraphQLInputType) -> Iterator[_InputObject]:
    bare = get_nullable_type(type_)
    if is_list_type(bare):
        for item in value if isinstance(value, list) else ():
            yield from _within(item, bare.of_type)
    elif is_input_object_type(bare) and isinstance(value, dict):
        yield _InputObject(value, bare.fields)
        for name, field in bare.fields.items():
            yield from _within(value.get(name), field.type)
