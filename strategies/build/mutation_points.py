"""Every place in the variables of a mutation where one thing can be changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from graphql import (
    GraphQLInputType,
    is_input_object_type,
    is_non_null_type,
)

from kraken_conformance.spec import InputFormat, Mutation
from kraken_conformance.strategies.build.extremes import DEEPEST, MOST_LEVELS, simplest_value
from kraken_conformance.strategies.types.input_slots import Slot, list_item, named_type
from kraken_conformance.strategies.types.type_facts import Knowledge

Path = tuple[str | int, ...]

MOST_PLACES = 500
"""Places that are looked at, ten times what a mutation of a contract has: a target's own schema may have any number."""


@dataclass(frozen=True, slots=True)
class MutationPoint:
    """A place for a value, in valid variables that hold everything around it.

    `slot` is None for the item of a list. `alone` marks a field of an input object that takes exactly
    one of its fields. Everything is read-only; `holding` and `without` return changed copies.
    """

    path: Path
    type: GraphQLInputType
    rule: InputFormat | None
    slot: Slot | None
    alone: bool
    base: dict[str, Any]

    @property
    def names(self) -> tuple[str, ...]:
        """The path without list positions."""
        return tuple(part for part in self.path if isinstance(part, str))

    @property
    def nullable(self) -> bool:
        """Whether null is valid here."""
        return not is_non_null_type(self.type) and not self.alone

    @property
    def required(self) -> bool:
        """Whether leaving it out is an error; never for the item of a list."""
        return self.slot is not None and self.slot.required

    @property
    def present(self) -> bool:
        """Whether the base holds a value here."""
        container = _container(self.base, self.path)
        return isinstance(self.path[-1], int) or self.path[-1] in container

    @property
    def value(self) -> Any:
        """The value that the base holds here; `present` says whether there is one."""
        return _container(self.base, self.path)[self.path[-1]]

    def holding(self, value: Any) -> dict[str, Any]:
        """Return the variables with another value here, and nothing else changed."""
        changed: dict[str, Any] = _put(self.base, self.path, value, self.alone)
        return changed

    def without(self) -> dict[str, Any]:
        """Return the variables with nothing here."""
        container = {
            name: value for name, value in _container(self.base, self.path).items() if name != self.path[-1]
        }
        return container if len(self.path) == 1 else _put(self.base, self.path[:-1], container, False)

    def __str__(self) -> str:
        return written(self.path)


def written(path: Path) -> str:
    """Return a path as people write it: `input.owners[0].ownerId`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")


def places(knowledge: Knowledge, mutation: Mutation, minimal: dict[str, Any]) -> Iterator[MutationPoint]:
    """Return the places of a mutation's variables, each before the ones within it; at most `MOST_PLACES`."""
    found = (
        place
        for slot in knowledge.arguments(mutation)
        for place in _at(
            knowledge, MutationPoint((slot.name,), slot.type, slot.rule, slot, False, minimal), ()
        )
    )
    return islice(found, MOST_PLACES)


def _at(knowledge: Knowledge, place: MutationPoint, within: tuple[str, ...]) -> Iterator[MutationPoint]:
    yield place
    named = named_type(place.type)
    item = list_item(place.type)
    if item is not None:
        if within.count(named.name) < DEEPEST and len(place.path) < 2 * MOST_LEVELS:
            base = place.holding([simplest_value(knowledge, item, place.rule, place.names)])
            yield from _at(
                knowledge, MutationPoint((*place.path, 0), item, place.rule, None, False, base), within
            )
        return
    if not is_input_object_type(named) or within.count(named.name) >= DEEPEST or len(within) >= MOST_LEVELS:
        return
    simplest = simplest_value(knowledge, place.type, place.rule, place.names)
    base = place.base if place.present else place.holding(simplest)
    for slot in knowledge.fields(named):
        inner = MutationPoint((*place.path, slot.name), slot.type, slot.rule, slot, named.is_one_of, base)
        yield from _at(knowledge, inner, (*within, named.name))


def _container(value: Any, path: Path) -> Any:
    for part in path[:-1]:
        value = value[part]
    return value


def _put(container: Any, path: Path, value: Any, alone: bool) -> Any:
    head, *rest = path
    if rest:
        value = _put(container[head], tuple(rest), value, alone)
    elif alone:
        return {head: value}
    if isinstance(container, list):
        return [value if index == head else item for index, item in enumerate(container)]
    return {**container, head: value}
