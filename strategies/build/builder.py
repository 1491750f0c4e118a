"""Strategies out of types, each built once."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any, Final

from graphql import GraphQLInputObjectType, GraphQLInputType, is_input_object_type, is_non_null_type
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from kraken_conformance.spec import Mutation
from kraken_conformance.strategies.build.extremes import MOST_LEVELS
from kraken_conformance.strategies.build.packed_choices import (
    ABSENT,
    HERE,
    OPTIONAL,
    OPTIONAL_OR_NULL,
    USUAL_OR_NULL,
    Digits,
    Presence,
    Stops,
    Table,
    digits_for,
    picked,
    stops_of,
    stops_of_table,
)
from kraken_conformance.strategies.types.input_slots import Slot, list_item, named_type
from kraken_conformance.strategies.types.type_facts import Knowledge
from kraken_conformance.strategies.values import Leaf

DEEPEST = 3
"""How many input objects of recursive types are generated within one another."""

LARGE = 2_000
"""Values from which an input object is generated only where it has to be, or stands alone: it may hold any number."""

LONGEST = 4
"""How many items a generated list has at most; the boundary cases have longer ones."""

Draw = Callable[[DrawFn], Any]
"""Draws a value with what a composite strategy draws with."""

_GENERATED: Final = object()
"""Stands in a table for values beyond it."""


@dataclass(frozen=True, slots=True)
class _Part:
    """How the value of one slot comes about. `stops` are those of its digits.

    The digit of `presence` comes first, then those of `table`; what is in no table is drawn by `more`.
    """

    stops: tuple[Stops, ...]
    presence: Presence | None
    table: Table | None = None
    more: Draw | None = None
    copied: bool = False

    def read(self, digits: Digits, start: int, draw: DrawFn) -> Any:
        """Return the value for the digits that begin at a position, `ABSENT` for none."""
        if self.presence is not None:
            state = self.presence[digits[start]]
            if state is not HERE:
                return state
            start += 1
        value = _GENERATED if self.table is None else self.table.read(digits, start)
        if value is _GENERATED:
            assert self.more is not None
            return self.more(draw)
        return deepcopy(value) if self.copied and isinstance(value, dict | list) else value


class _ObjectBuilder:
    """Draws dictionaries: the digits of all slots in one choice, and then what is in no table."""

    def __init__(self, names: Sequence[str], parts: Sequence[_Part], *, exactly_one: bool = False) -> None:
        which: tuple[Stops, ...] = (stops_of_table(len(names)),) if exactly_one else ()
        starts = accumulate((len(part.stops) for part in parts), initial=len(which))
        self._digits = digits_for([*which, *(stops for part in parts for stops in part.stops)])
        self._slots = tuple(zip(names, parts, starts, strict=False))
        self._exactly_one = exactly_one

    def __call__(self, draw: DrawFn) -> dict[str, Any]:
        digits = draw(self._digits)
        slots = (picked(self._slots, digits[0]),) if self._exactly_one else self._slots
        made = {}
        for name, part, start in slots:
            value = part.read(digits, start, draw)
            if value is not ABSENT:
                made[name] = value
        return made


class Builder:
    """Makes and keeps the strategy of each type. Recursive types are cut off at `DEEPEST` levels."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._objects: dict[tuple[str, int, tuple[str, ...]], _ObjectBuilder] = {}
        self._sizes: dict[tuple[str, int], int] = {}

    def variables(self, mutation: Mutation) -> SearchStrategy[dict[str, Any]]:
        """Return a strategy for the variables of a mutation.

        Shrinks towards arguments that are absent where they may be, and simple where not.
        """
        return self.arguments(self._knowledge.arguments(mutation))

    def arguments(self, slots: Sequence[Slot]) -> SearchStrategy[dict[str, Any]]:
        """Return a strategy for values of arguments, by name."""
        parts = [self._part(slot, USUAL_OR_NULL, (slot.name,), 0) for slot in slots]
        return drawn_by(_ObjectBuilder([slot.name for slot in slots], parts))

    def _part(self, slot: Slot, presence: Presence, path: tuple[str, ...], level: int) -> _Part:
        """Return how a slot gets a value; `presence` is what is drawn of one that may be absent."""
        said = None if slot.required else presence if slot.nullable else OPTIONAL
        first = () if said is None else (stops_of(said),)
        named = named_type(slot.type)
        if list_item(slot.type) is not None or is_input_object_type(named):
            return _Part(first, said, more=self._value(slot, slot.type, path, level))
        leaf = self._knowledge.leaf(named, slot.rule, path)
        table = Table.of(_entries(leaf))
        return _Part(
            (*first, *table.stops), said, table, more=_drawn(leaf.generated), copied=_holds_containers(leaf)
        )

    def _value(self, slot: Slot, type_: GraphQLInputType, path: tuple[str, ...], level: int) -> Draw:
        """Return what draws values of a list or an input object that are not null."""
        item = list_item(type_)
        if item is not None:
            return self._list(slot, item, path, level)
        return self._object(named_type(type_), path, level)  # type: ignore[arg-type]

    def _list(self, slot: Slot, item: GraphQLInputType, path: tuple[str, ...], level: int) -> Draw:
        """Return what draws lists; they shrink towards the empty one."""
        if self._cut(item, level):
            return lambda draw: []
        named = named_type(item)
        if list_item(item) is None and not is_input_object_type(named):
            value = _of_table(self._knowledge.leaf(named, slot.rule, path))
        else:
            value = drawn_by(self._value(slot, item, path, level))
        items = value if is_non_null_type(item) else st.one_of(*[value] * 7, st.none())
        lists = st.lists(items, max_size=LONGEST)
        return lambda draw: draw(lists)

    def _object(self, type_: GraphQLInputObjectType, path: tuple[str, ...], level: int) -> _ObjectBuilder:
        key = (type_.name, level, path if self._knowledge.pools.speak_of(path) else ())
        if key not in self._objects:
            self._objects[key] = self._new_object(type_, path, level)
        return self._objects[key]

    def _new_object(self, type_: GraphQLInputObjectType, path: tuple[str, ...], level: int) -> _ObjectBuilder:
        below = level + 1 if self._knowledge.recursive(type_) or self._is_large(type_) else level
        slots = [
            slot for slot in self._knowledge.fields(type_) if slot.required or not self._cut(slot.type, below)
        ]
        if type_.is_one_of:
            slots = [replace(slot, required=True) for slot in slots]
        parts = [self._part(slot, OPTIONAL_OR_NULL, (*path, slot.name), below) for slot in slots]
        return _ObjectBuilder([slot.name for slot in slots], parts, exactly_one=type_.is_one_of)

    def _cut(self, type_: GraphQLInputType, level: int) -> bool:
        named = named_type(type_)
        if not is_input_object_type(named):
            return False
        return (level >= DEEPEST and self._knowledge.recursive(named)) or (
            level >= 1 and self._is_large(named)
        )

    def _is_large(self, type_: GraphQLInputObjectType) -> bool:
        return self._size(type_, 0, 0) >= LARGE

    def _size(self, type_: GraphQLInputObjectType, level: int, within: int) -> int:
        """Return how many values a type holds at most, none of them large; `LARGE` where it is more or too deep."""
        key = (type_.name, level)
        if key in self._sizes or within > MOST_LEVELS:
            return self._sizes.get(key, LARGE)
        below = level + 1 if self._knowledge.recursive(type_) else level
        size = 1
        for slot in self._knowledge.fields(type_):
            named = named_type(slot.type)
            deeper = is_input_object_type(named) and not (
                below >= DEEPEST and self._knowledge.recursive(named)
            )
            size += self._size(named, below, within + 1) if deeper else 1  # type: ignore[arg-type]
            if size >= LARGE:
                break
        self._sizes[key] = min(size, LARGE)
        return self._sizes[key]


@st.composite
def drawn_by(draw: DrawFn, make: Draw) -> Any:
    """Return a strategy for what `make` draws. Hypothesis reads the source of each composite: one does for all."""
    return make(draw)


def _entries(leaf: Leaf) -> tuple[Any, ...]:
    """Return the table of a leaf; where values are generated too, a quarter of the entries says so."""
    generated = 0 if leaf.generated is None else -(-len(leaf.table) // 3)
    return (*leaf.table, *[_GENERATED] * generated)


def _drawn(strategy: SearchStrategy[Any] | None) -> Draw | None:
    return None if strategy is None else lambda draw: draw(strategy)


def _holds_containers(leaf: Leaf) -> bool:
    return any(isinstance(value, dict | list) for value in leaf.table)


def _of_table(leaf: Leaf) -> SearchStrategy[Any]:
    """Return a strategy for values of a leaf. Shrinks towards the first of the table."""
    sampled = st.sampled_from(leaf.table)
    if _holds_containers(leaf):
        sampled = sampled.map(_own_copy)
    return sampled if leaf.generated is None else st.one_of(sampled, sampled, sampled, leaf.generated)


def _own_copy(value: Any) -> Any:
    return deepcopy(value) if isinstance(value, dict | list) else value
