"""Random selections on a schema, prepared once for each type.

A selection on a type draws one choice, in which each leaf reads a digit of its own, and a list of the objects and
fragments in it; the arguments come with what has them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Any, Final

from graphql import (
    GraphQLField,
    GraphQLInputType,
    GraphQLNamedType,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    is_interface_type,
    is_object_type,
    is_required_argument,
)
from hypothesis.strategies import (
    DrawFn,
    SearchStrategy,
    binary,
    just,
    lists,
    one_of,
    sampled_from,
    tuples,
)

from kraken_conformance.spec import Contract
from kraken_conformance.strategies.build.builder import Builder, drawn_by
from kraken_conformance.strategies.build.packed_choices import BASE, Digits, picked
from kraken_conformance.strategies.types.input_slots import Slot

LEVELS: Final = 3
"""How many objects and fragments are opened within what a mutation returns, one in the other."""

LEAVES: Final = 6.0
OBJECTS: Final = 0.9
FRAGMENTS: Final = 0.6
MEMBERS: Final = 2.0
"""How many of each a selection has on average, of types that have this many: servers limit the complexity."""

DENSITIES: Final = (1.0, 1.0, 0.3, 2.0)
"""The factor by which one selection has more or fewer of all than the average."""

OFTEN: Final = 160
MOST_OFTEN: Final = 224
"""In how many of 256 cases something is there where a type has little: on average, and in the densest selections."""

WEIGHT: Final = 24
"""How finely the chances of what has a selection of its own are distinguished."""

ONCE, RENAMED, TWICE = "once", "renamed", "twice"
MANNERS: Final = (ONCE, ONCE, ONCE, ONCE, ONCE, RENAMED, ONCE, TWICE)
"""How a field is there: as it is, under an alias, or both."""


@dataclass(frozen=True, slots=True)
class SelectedField:
    """A field in a selection, with `(name, value, type)` for each argument. `renamed` asks for an alias."""

    name: str
    type: str
    arguments: tuple[tuple[str, Any, GraphQLInputType], ...] = ()
    selection: Selection | None = None
    renamed: bool = False


@dataclass(frozen=True, slots=True)
class Within:
    """An inline fragment; `type` is None for one without a condition."""

    type: str | None
    selection: Selection


Selection = tuple[SelectedField | Within, ...]

TYPENAME: Final = SelectedField("__typename", "String!")


@dataclass(frozen=True, slots=True)
class PreparedField:
    """A field with what draws its arguments and what is selected in it, None where it has none."""

    name: str
    type: str
    types: Mapping[str, GraphQLInputType]
    arguments: SearchStrategy[dict[str, Any]] | None
    selection: PreparedSelection | None

    def __call__(self, draw: DrawFn, manner: str = ONCE) -> Iterator[SelectedField]:
        """Draw the arguments and the selection; where the field is there twice, the arguments again."""
        arguments = self._arguments(draw)
        inner = None if self.selection is None else self.selection(draw)
        asked = SelectedField(self.name, self.type, arguments, inner)
        if manner is not RENAMED:
            yield asked
        if manner is not ONCE:
            others = self._arguments(draw) if manner is TWICE else arguments
            yield replace(asked, arguments=others, renamed=True)

    def _arguments(self, draw: DrawFn) -> tuple[tuple[str, Any, GraphQLInputType], ...]:
        values = {} if self.arguments is None else draw(self.arguments)
        return tuple((name, value, self.types[name]) for name, value in values.items())


@dataclass(frozen=True, slots=True)
class PreparedFragment:
    """An inline fragment with what draws the selection in it."""

    type: str | None
    selection: PreparedSelection

    def __call__(self, draw: DrawFn, manner: str = ONCE) -> Iterator[Within]:
        """Draw the selection. A fragment has no name that could be another."""
        yield Within(self.type, self.selection(draw))


Part = PreparedField | PreparedFragment


class PreparedSelection:
    """Draws selections on a type. They shrink towards `__typename` alone.

    The leaves are read from digits. What has a selection of its own is drawn as an item of a list, since
    Hypothesis takes items out of lists together with all that was drawn for them.
    """

    def __init__(self, leaves: Sequence[PreparedField], *nested: tuple[float, Sequence[Part]]) -> None:
        chance = min(OFTEN, ceil(BASE * LEAVES / max(len(leaves), 1)))
        self._leaves = tuple((chance, leaf) for leaf in leaves)
        count = 3 + len(leaves)
        self._digits = binary(min_size=count, max_size=count)
        self._nested = _some(tuple((average, parts) for average, parts in nested if parts))

    def __call__(self, draw: DrawFn) -> Selection:
        """Draw a selection, which has at least one field."""
        density, typename, turn, *digits = draw(self._digits)
        drawn = list(self._drawn(digits, picked(DENSITIES, density), draw))
        for one in draw(self._nested):
            drawn += one
        if typename >= BASE * 3 // 4 or not drawn:
            drawn.append(TYPENAME)
        first = turn * len(drawn) // BASE
        return (*drawn[first:], *drawn[:first])

    def _drawn(self, digits: Digits, density: float, draw: DrawFn) -> Iterator[SelectedField | Within]:
        for digit, (chance, leaf) in zip(digits, self._leaves, strict=True):
            # The highest digits say that a leaf is there, so that each shrinks towards its absence.
            over = digit - BASE + min(MOST_OFTEN, ceil(chance * density))
            if over >= 0:
                yield from leaf(draw, MANNERS[over % len(MANNERS)])


def _some(
    sorts: Sequence[tuple[float, Sequence[Part]]],
) -> SearchStrategy[list[tuple[SelectedField | Within, ...]]]:
    """Return a strategy for some of the parts, each once, on average about as many of a sort as its number says."""
    if not sorts:
        return just([])
    parts = tuple(part for _, sort in sorts for part in sort)
    weights = [ceil(WEIGHT * average / len(sort)) for average, sort in sorts for _ in sort]
    table = tuple(index for index, weight in enumerate(weights) for _ in range(weight))
    choices = tuples(sampled_from(table), sampled_from(MANNERS))

    def one(draw: DrawFn) -> tuple[int, tuple[SelectedField | Within, ...]]:
        index, manner = draw(choices)
        return index, tuple(parts[index](draw, manner))

    # A list is about half as long as it may be, and shorter by what was drawn twice.
    most = min(2 * len(parts), round(2 * sum(average for average, _ in sorts)))
    drawn = lists(drawn_by(one), min_size=1, max_size=most).map(lambda found: list(dict(found).values()))
    return one_of(just([]), *[drawn] * 5)


class Selections:
    """Prepares the fields of a schema, each type once for each level at which it can be."""

    def __init__(self, contract: Contract, schema: GraphQLSchema, builder: Builder) -> None:
        self._contract = contract
        self._schema = schema
        self._builder = builder
        self._selections: dict[tuple[str, int], PreparedSelection] = {}
        self._abstract = tuple(type_ for type_ in schema.type_map.values() if is_abstract_type(type_))

    def field(self, owner: str, name: str, field: GraphQLField, level: int = LEVELS) -> PreparedField:
        """Return a field of a type, prepared with selections at most `depth` levels deep."""
        type_ = get_named_type(field.type)
        types = {argument: each.type for argument, each in field.args.items()}
        arguments = self._builder.arguments(self.slots(owner, field)) if types else None
        inner = self._on(type_, level) if is_composite_type(type_) else None
        return PreparedField(name, str(field.type), types, arguments, inner)

    def slots(self, owner: str, field: GraphQLField) -> tuple[Slot, ...]:
        """Return the arguments of a field; `owner` is the type, or the mutation, whose formats they have."""
        return tuple(
            Slot(
                name,
                argument.type,
                is_required_argument(argument),
                self._contract.input_format(owner, name, argument.type),
                part_of_input=False,
            )
            for name, argument in field.args.items()
        )

    def _on(self, type_: GraphQLNamedType, level: int) -> PreparedSelection:
        key = (type_.name, level)
        if key not in self._selections:
            self._selections[key] = self._prepared(type_, level)
        return self._selections[key]

    def _prepared(self, type_: GraphQLNamedType, level: int) -> PreparedSelection:
        fields = type_.fields if is_object_type(type_) or is_interface_type(type_) else {}
        leaves, objects = [], []
        for name, field in fields.items():
            if not is_composite_type(get_named_type(field.type)):
                leaves.append(self.field(type_.name, name, field))
            elif level > 0:
                objects.append(self.field(type_.name, name, field, level - 1))
        fragments = [
            PreparedFragment(condition, self._on(within, level - 1))
            for condition, within in (self._conditions(type_) if level > 0 else ())
        ]
        average = MEMBERS if is_abstract_type(type_) else FRAGMENTS
        return PreparedSelection(leaves, (OBJECTS, objects), (average, fragments))

    def _conditions(self, type_: GraphQLNamedType) -> Iterator[tuple[str | None, GraphQLNamedType]]:
        """Yield the types that a value of a type may be asked for as, and None for no condition at all."""
        yield None, type_
        yield type_.name, type_
        if is_abstract_type(type_):
            yield from ((member.name, member) for member in self._schema.get_possible_types(type_))
        elif is_object_type(type_):
            yield from (
                (other.name, other)
                for other in self._abstract
                if is_abstract_type(other) and self._schema.is_sub_type(other, type_)
            )
