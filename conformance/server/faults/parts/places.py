"""The places of a payload, each with its type: what faults of the shape of a response change."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_interface_type,
    is_leaf_type,
    is_list_type,
    is_object_type,
    is_required_argument,
)

from kraken_conformance.server.execution.call import Call
from kraken_conformance.server.execution.operation_plan import EMPTY_LISTS, selections
from kraken_conformance.spec import Mutation


@dataclass(frozen=True, slots=True)
class PayloadPlace:
    """A value in a payload: `holder[key]`. `type` is the whole type there, None for `__typename`.

    `name` is the name of the field, whatever its alias, and that of the list for an item.
    """

    holder: Any
    key: str | int
    name: str
    type: GraphQLOutputType | None

    @property
    def value(self) -> Any:
        """What is there."""
        return self.holder[self.key]

    @property
    def named(self) -> str:
        """The name of the leaf type there; empty for a list, an object or `__typename`."""
        if self.type is None:
            return ""
        inner: Any = get_nullable_type(self.type)
        return "" if is_list_type(inner) else str(inner.name)


def places(value: Any, call: Call) -> Iterator[PayloadPlace]:
    """Yield every place of a payload but the fields for possible errors, the outer before the inner."""
    assert call.root.definition is not None
    yield from _inside(value, call.root.definition.type, call.root.nodes, call)


def _inside(value: Any, type_: Any, nodes: Iterable[FieldNode], call: Call) -> Iterator[PayloadPlace]:
    inner = get_nullable_type(type_)
    if isinstance(value, list) and is_list_type(inner):
        for index in range(len(value)):
            yield from _at(
                PayloadPlace(value, index, next(iter(nodes)).name.value, inner.of_type), nodes, call
            )
    elif isinstance(value, dict) and (is_object_type(inner) or is_abstract_type(inner)):
        concrete, fields = _concrete(value, inner, list(nodes), call)
        for key, found in fields.items():
            name = found[0].name.value
            if key in value and name != call.mutation.possible_errors:
                part = None if name == "__typename" else concrete.fields[name].type
                yield from _at(PayloadPlace(value, key, name, part), found, call)


def _at(place: PayloadPlace, nodes: Iterable[FieldNode], call: Call) -> Iterator[PayloadPlace]:
    inside = place.value
    yield place
    if place.type is not None:
        yield from _inside(inside, place.type, nodes, call)


def _concrete(
    value: dict[str, Any], type_: Any, nodes: list[FieldNode], call: Call
) -> tuple[GraphQLObjectType, dict[str, list[FieldNode]]]:
    """Return the object type that a value was made for, and the fields asked of it."""
    types = call.schema.get_possible_types(type_) if is_abstract_type(type_) else (type_,)
    asked = [(option, call.root.planner.collect(option, selections(nodes))) for option in types]
    return next((pair for pair in asked if list(pair[1]) == list(value)), asked[0])


def change_where(
    fits: Callable[[PayloadPlace], bool], change: Callable[[Any], Any]
) -> Callable[[Any, Call], Any]:
    """Return a function that changes the values of a payload at every place that fits and is not null."""

    def apply(value: Any, call: Call) -> Any:
        for place in list(places(value, call)):
            if fits(place) and place.value is not None:
                place.holder[place.key] = change(place.value)
        return value

    return apply


def of_type(*names: str) -> Callable[[PayloadPlace], bool]:
    """Return whether a place holds a leaf of one of these types."""
    return lambda place: place.named in names


def output_fields(mutation: Mutation, schema: GraphQLSchema) -> Iterator[tuple[str, Any]]:
    """Yield name and type of the fields that an answer shows: those of the payload, and the leaves of objects in it."""
    assert schema.mutation_type is not None
    definition = schema.mutation_type.fields[mutation.name]
    for name, type_ in _fields_of(definition.type, schema):
        if name != mutation.possible_errors and name not in EMPTY_LISTS:
            yield name, type_
            for inner, of_inner in _fields_of(type_, schema):
                if is_leaf_type(get_named_type(of_inner)):
                    yield inner, of_inner


def _fields_of(type_: Any, schema: GraphQLSchema) -> Iterator[tuple[str, Any]]:
    named: GraphQLNamedType = get_named_type(type_)
    if is_object_type(named) or is_interface_type(named):
        yield from _asked_for(named.fields)
    elif is_abstract_type(named):
        for member in schema.get_possible_types(named):
            yield from _asked_for(member.fields)


def _asked_for(fields: Mapping[str, GraphQLField]) -> Iterator[tuple[str, Any]]:
    """Yield the fields that are selected: those that can be asked for without arguments."""
    for name, field in fields.items():
        if not any(is_required_argument(argument) for argument in field.args.values()):
            yield name, field.type


def shows_type(*names: str) -> Callable[[Mutation, GraphQLSchema], bool]:
    """Return whether answers of a mutation show a leaf, no list, of one of these types."""

    def suits(mutation: Mutation, schema: GraphQLSchema) -> bool:
        types = (get_nullable_type(type_) for _, type_ in output_fields(mutation, schema))
        return any(not is_list_type(type_) and type_.name in names for type_ in types)

    return suits
