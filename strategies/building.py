"""Strategies out of types, each built once."""

from __future__ import annotations

from typing import Any

from graphql import (
    GraphQLInputObjectType,
    GraphQLInputType,
    is_input_object_type,
    is_non_null_type,
)
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from kraken_conformance.spec import InputFormat, Mutation
from kraken_conformance.strategies.knowledge import Knowledge
from kraken_conformance.strategies.slots import Slot, list_item, named_type

DEEPEST = 3
"""How many input objects of recursive types are generated within one another."""

LONGEST = 4
"""How many items a generated list has at most; the boundary cases have longer ones."""

_ABSENT = object()


class Builder:
    """Makes and keeps the strategy of each type. Recursive types are cut off at `DEEPEST` levels."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._objects: dict[tuple[str, int, tuple[str, ...]], SearchStrategy[Any]] = {}

    def variables(self, mutation: Mutation) -> SearchStrategy[dict[str, Any]]:
        """Return a strategy for the variables of a mutation.

        Shrinks towards every argument present, and each of them simple.
        """
        slots = self._knowledge.arguments(mutation)
        names = tuple(slot.name for slot in slots)
        values = (self._argument(slot) for slot in slots)
        return st.tuples(*values).map(
            lambda drawn: {
                name: value for name, value in zip(names, drawn, strict=True) if value is not _ABSENT
            }
        )

    def _argument(self, slot: Slot) -> SearchStrategy[Any]:
        value = self._value(slot.type, slot.rule, (slot.name,), 0)
        return value if slot.required else st.one_of(*[value] * 6, st.just(_ABSENT), st.none())

    def _value(
        self, type_: GraphQLInputType, rule: InputFormat | None, path: tuple[str, ...], level: int
    ) -> SearchStrategy[Any]:
        """Return a strategy for values of a type that are not null."""
        item = list_item(type_)
        if item is not None:
            return self._list(item, rule, path, level)
        named = named_type(type_)
        if is_input_object_type(named):
            return self._object(named, path, level)
        return self._knowledge.leaf(named, rule, path).valid

    def _list(
        self, item: GraphQLInputType, rule: InputFormat | None, path: tuple[str, ...], level: int
    ) -> SearchStrategy[list[Any]]:
        named = named_type(item)
        if is_input_object_type(named) and self._too_deep(named, level):
            return st.builds(list)
        value = self._value(item, rule, path, level)
        items = value if is_non_null_type(item) else st.one_of(*[value] * 7, st.none())
        return st.lists(items, max_size=LONGEST)

    def _object(
        self, type_: GraphQLInputObjectType, path: tuple[str, ...], level: int
    ) -> SearchStrategy[Any]:
        key = (type_.name, level, path if self._knowledge.pools.speak_of(path) else ())
        if key not in self._objects:
            self._objects[key] = self._new_object(type_, path, level)
        return self._objects[key]

    def _new_object(
        self, type_: GraphQLInputObjectType, path: tuple[str, ...], level: int
    ) -> SearchStrategy[Any]:
        below = level + 1 if self._knowledge.recursive(type_) else level
        slots = [
            slot for slot in self._knowledge.fields(type_) if slot.required or not self._cut(slot, below)
        ]
        if type_.is_one_of:
            single = (st.fixed_dictionaries({slot.name: self._field(slot, path, below)}) for slot in slots)
            return st.one_of(*single)
        return st.fixed_dictionaries(
            {slot.name: self._field(slot, path, below) for slot in slots if slot.required},
            optional={slot.name: self._optional(slot, path, below) for slot in slots if not slot.required},
        )

    def _field(self, slot: Slot, path: tuple[str, ...], level: int) -> SearchStrategy[Any]:
        return self._value(slot.type, slot.rule, (*path, slot.name), level)

    def _optional(self, slot: Slot, path: tuple[str, ...], level: int) -> SearchStrategy[Any]:
        value = self._field(slot, path, level)
        return st.one_of(*[value] * 7, st.none()) if slot.nullable else value

    def _cut(self, slot: Slot, level: int) -> bool:
        named = named_type(slot.type)
        return is_input_object_type(named) and self._too_deep(named, level)

    def _too_deep(self, type_: GraphQLInputObjectType, level: int) -> bool:
        return level >= DEEPEST and self._knowledge.recursive(type_)
