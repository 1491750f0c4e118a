"""What is known of every place where a value goes: its leaf, its fields, its known values."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLNamedInputType,
    GraphQLScalarType,
    GraphQLSchema,
    is_enum_type,
    is_input_object_type,
)

from kraken_conformance.spec import Contract, InputFormat, Mutation
from kraken_conformance.strategies.pools import Pools
from kraken_conformance.strategies.types.formats import UNKNOWN_SCALARS, format_of
from kraken_conformance.strategies.types.input_slots import Slot, argument_slots, field_slots, named_type
from kraken_conformance.strategies.types.scalars import (
    SCALARS,
    enum_leaf,
    json_values,
    opaque_object,
    unknown_scalar,
)
from kraken_conformance.strategies.values import Edge, Leaf

LONGEST_EDGE = 300
"""How long the edges of text are that are drawn, in characters; the boundary cases have longer ones."""


class Knowledge:
    """The contract, the target's schema and the known values together, asked place by place.

    `formats` is False where only the types of values matter, and not what the contract says beyond them: then
    the empty value is the simplest, and half of the others are edges.
    """

    def __init__(
        self,
        contract: Contract,
        schema: GraphQLSchema | None,
        pools: Pools,
        today: date,
        *,
        formats: bool = True,
    ) -> None:
        self.contract = contract
        self.schema = schema
        self.pools = pools
        self.today = today
        self._formats = formats
        self._arguments: dict[str, tuple[Slot, ...]] = {}
        self._fields: dict[str, tuple[Slot, ...]] = {}
        self._leaves: dict[tuple[str, InputFormat | None], Leaf] = {}
        self._refused: dict[str, tuple[Any, ...]] = {}
        self._recursive: dict[str, bool] = {}
        self._reachable: dict[str, Mapping[str, GraphQLNamedInputType]] = {}

    def arguments(self, mutation: Mutation) -> tuple[Slot, ...]:
        """Return the slots for the arguments of a mutation."""
        if mutation.name not in self._arguments:
            self._arguments[mutation.name] = argument_slots(self.contract, mutation, self.schema)
        return self._arguments[mutation.name]

    def fields(self, input_object: GraphQLInputObjectType) -> tuple[Slot, ...]:
        """Return the slots of an input object."""
        if input_object.name not in self._fields:
            self._fields[input_object.name] = field_slots(self.contract, input_object)
        return self._fields[input_object.name]

    def is_opaque(self, type_: GraphQLNamedInputType) -> bool:
        """Whether the documents name a type without its fields.

        A target whose own schema has the type as a scalar does tell: it has none, and takes any JSON.
        """
        if type_.name not in self.contract.opaque_types or not isinstance(type_, GraphQLScalarType):
            return False
        return self.schema is None or self.schema.get_type(type_.name) is not type_

    def reachable(self, mutation: Mutation) -> Mapping[str, GraphQLNamedInputType]:
        """Return every named type in the arguments of a mutation, by name."""
        if mutation.name not in self._reachable:
            self._reachable[mutation.name] = self._types_of(mutation)
        return self._reachable[mutation.name]

    def _types_of(self, mutation: Mutation) -> dict[str, GraphQLNamedInputType]:
        found: dict[str, GraphQLNamedInputType] = {}
        waiting = [named_type(slot.type) for slot in self.arguments(mutation)]
        while waiting:
            type_ = waiting.pop()
            if type_.name in found:
                continue
            found[type_.name] = type_
            if is_input_object_type(type_):
                waiting.extend(named_type(slot.type) for slot in self.fields(type_))
        return found

    def recursive(self, input_object: GraphQLInputObjectType) -> bool:
        """Whether an input object can hold another of its own type."""
        if input_object.name not in self._recursive:
            seen: set[str] = set()
            waiting = [named_type(slot.type) for slot in self.fields(input_object)]
            while waiting:
                type_ = waiting.pop()
                if is_input_object_type(type_) and type_.name not in seen:
                    seen.add(type_.name)
                    waiting.extend(named_type(slot.type) for slot in self.fields(type_))
            self._recursive[input_object.name] = input_object.name in seen
        return self._recursive[input_object.name]

    def leaf(self, type_: GraphQLNamedInputType, rule: InputFormat | None, path: tuple[str, ...]) -> Leaf:
        """Return what is known of a leaf at a place; known values of the place come first."""
        key = (type_.name, rule)
        if key not in self._leaves:
            self._leaves[key] = self._formatted(type_, rule) if self._formats else _edgy(self._plain(type_))
        leaf = self._accepted(self._leaves[key], path)
        known = [value for value in self.pools.find(path, type_.name) if is_of(type_, value)]
        return _with_known_values(leaf, known) if known else leaf

    def _accepted(self, leaf: Leaf, path: tuple[str, ...]) -> Leaf:
        """Return a leaf whose simplest value is none that the contract says is refused in a field of this name."""
        name = path[-1] if path else ""
        if name not in self._refused:
            self._refused[name] = self.contract.triggers.refused_in(name)
        refused = self._refused[name]
        if not any(_same(leaf.simplest, value) for value in refused):
            return leaf
        other = next((one for one in leaf.table if not any(_same(one, value) for value in refused)), None)
        return leaf if other is None else replace(leaf, table=(other, *leaf.table))

    def _formatted(self, type_: GraphQLNamedInputType, rule: InputFormat | None) -> Leaf:
        leaf = self._plain(type_)
        format_ = None if rule is None else format_of(rule)
        if rule is None or format_ is None:
            return leaf
        unknown = not (isinstance(type_, GraphQLScalarType) and type_.name in SCALARS)
        if (UNKNOWN_SCALARS if unknown else type_.name) not in format_.fits or not isinstance(
            type_, GraphQLScalarType
        ):
            return leaf
        values = format_.values(type_.name, rule, self.today)
        examples = tuple(Edge(f"{value}", value) for value in values.examples)
        table = values.table if unknown else _mixed(values.table, leaf.table)
        return Leaf(table, (*examples, *leaf.edges), leaf.faults, rigid=leaf.rigid)

    def _plain(self, type_: GraphQLNamedInputType) -> Leaf:
        if isinstance(type_, GraphQLEnumType):
            return enum_leaf(type_)
        if type_.name in SCALARS:
            return SCALARS[type_.name](self.today)
        if self.is_opaque(type_):
            return opaque_object()
        return json_values() if type_.name in self.contract.opaque_types else unknown_scalar()


def _same(one: Any, other: Any) -> bool:
    """Whether two JSON values are the same one: `0` and `false` are not."""
    return type(one) is type(other) and bool(one == other)


def _with_known_values(leaf: Leaf, known: list[Any]) -> Leaf:
    # The label tells the number of the value and not the value, which may be a secret.
    examples = tuple(Edge(f"known value {number}", value) for number, value in enumerate(known[1:], 2))
    return Leaf(_mixed(tuple(known), leaf.table), (*examples, *leaf.edges), leaf.faults, rigid=leaf.rigid)


def _edgy(leaf: Leaf) -> Leaf:
    edges = [edge.value for edge in leaf.edges if len(str(edge.value)) <= LONGEST_EDGE]
    if not edges:
        return leaf
    empty = [value for value in edges if value in ("", 0)][:1]
    times = -(-len(leaf.table) // len(edges))
    return replace(leaf, table=(*empty, *leaf.table, *edges * times))


def _mixed(mostly: tuple[Any, ...], sometimes: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return one table of both, in which seven of eight entries are of the first."""
    times = -(-7 * len(sometimes) // len(mostly))
    return (*mostly * times, *sometimes)


def is_of(type_: GraphQLNamedInputType, value: Any) -> bool:
    """Whether a JSON value can be one of a leaf type; every value can be one of a custom scalar."""
    if is_enum_type(type_):
        return value in type_.values
    kinds: dict[str, tuple[type, ...]] = {
        "String": (str,),
        "ID": (str, int),
        "Int": (int,),
        "Float": (int, float),
        "Boolean": (bool,),
    }
    expected = kinds.get(type_.name, (object,))
    return isinstance(value, expected) and (
        bool in expected or object in expected or not isinstance(value, bool)
    )
