"""Valid variables that differ from the smallest in one thing, each worth sending once."""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from typing import Any

from graphql import GraphQLInputType, is_input_object_type

from kraken_conformance.spec import InputFormat, Mutation
from kraken_conformance.strategies.build.extremes import fullest_value, simplest_value
from kraken_conformance.strategies.build.mutation_points import MutationPoint, places
from kraken_conformance.strategies.types.input_slots import list_item, named_type
from kraken_conformance.strategies.types.type_facts import Knowledge
from kraken_conformance.strategies.values import LabelledVariables

MOST_CASES = 400
"""How many cases a mutation has at most by default. Beyond it the kinds of value are spread over the fields."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A case that may be left out. `kind` is what is special about it, whatever the field.

    Its variables are made when it is chosen: a large input has ten times as many candidates as are kept.
    """

    label: str
    kind: tuple[str, str]
    structural: bool
    make: Callable[[], dict[str, Any]]

    @property
    def case(self) -> LabelledVariables:
        """The case, made again."""
        return LabelledVariables(self.make(), self.label)


_Ranked = tuple[tuple[bool, int], int, int, _Candidate]


def boundary_cases(
    knowledge: Knowledge, mutation: Mutation, minimal: dict[str, Any], most: int
) -> tuple[LabelledVariables, ...]:
    """Return at most this many boundary cases of a mutation, always the same ones in the same order.

    One of each kind is always among them, even if that makes more.
    """
    fullest = {
        slot.name: fullest_value(knowledge, slot.type, slot.rule, (slot.name,))
        for slot in knowledge.arguments(mutation)
    }
    whole = [
        LabelledVariables(minimal, "required fields only"),
        LabelledVariables(fullest, "every optional field"),
    ]
    one_each = [list(_cases(knowledge, place)) for place in places(knowledge, mutation, minimal)]
    chosen = _spread(one_each, most - len(whole))
    return tuple(
        LabelledVariables(deepcopy(case.variables), case.label) for case in _distinct([*whole, *chosen])
    )


def choice_cases(
    knowledge: Knowledge, mutation: Mutation, minimal: dict[str, Any]
) -> tuple[LabelledVariables, ...]:
    """Return a case for each value of each enum and Boolean among the input of a mutation."""
    chosen = [
        candidate.case
        for place in places(knowledge, mutation, minimal)
        if list_item(place.type) is None and _is_choice(named_type(place.type))
        for candidate in _cases(knowledge, place)
        if candidate.kind[1] not in ("absent", "present", "null")
    ]
    return tuple(LabelledVariables(deepcopy(case.variables), case.label) for case in _distinct(chosen))


def _is_choice(type_: GraphQLInputType) -> bool:
    return hasattr(type_, "values") or getattr(type_, "name", "") == "Boolean"


def _cases(knowledge: Knowledge, place: MutationPoint) -> Iterator[_Candidate]:
    named = named_type(place.type)
    if place.slot is not None and not place.required:
        yield from _presence(knowledge, place)
    if list_item(place.type) is not None:
        yield from _lists(knowledge, place)
    elif not is_input_object_type(named):
        for edge in knowledge.leaf(named, place.rule, place.names).edges:
            # Each value of an enum counts by itself: servers map them one by one.
            structural = named.name == "Boolean" or hasattr(named, "values")
            yield _candidate(place, edge.label, edge.value, structural=structural)


def _presence(knowledge: Knowledge, place: MutationPoint) -> Iterator[_Candidate]:
    if place.present and not place.alone:
        yield _Candidate(f"{place}: absent", (str(place.type), "absent"), True, place.without)
    else:
        yield _candidate(place, "present", simplest_value(knowledge, place.type, place.rule, place.names))
    if place.nullable:
        yield _candidate(place, "null", None)


def _lists(knowledge: Knowledge, place: MutationPoint) -> Iterator[_Candidate]:
    item = list_item(place.type)
    assert item is not None
    simple, other = _two_items(knowledge, place)
    yield _candidate(place, "empty list", [])
    yield _candidate(place, "one item", [simple])
    yield _candidate(place, "two items", [simple, other])
    yield _candidate(place, "thirty items", [simple, other] * 15)
    yield _candidate(place, "the same item twice", [simple, simple])
    if not str(item).endswith("!"):
        yield _candidate(place, "null as the only item", [None])
        yield _candidate(place, "null as the last item", [simple, None])


def _two_items(knowledge: Knowledge, place: MutationPoint) -> tuple[Any, Any]:
    """Return the simplest item, and one that differs where the type has more than one value."""
    item = list_item(place.type)
    assert item is not None
    simple = simplest_value(knowledge, item, place.rule, place.names)
    full = fullest_value(knowledge, item, place.rule, place.names)
    if full != simple:
        return simple, full
    return simple, _with_other_leaves(knowledge, item, place.rule, place.names, simple)


def _with_other_leaves(
    knowledge: Knowledge, type_: GraphQLInputType, rule: InputFormat | None, path: tuple[str, ...], value: Any
) -> Any:
    """Return a value of the same shape, with other leaves wherever the types have more than one value."""
    named = named_type(type_)
    if list_item(type_) is not None:
        return value
    if is_input_object_type(named):
        return {
            slot.name: _with_other_leaves(
                knowledge, slot.type, slot.rule, (*path, slot.name), value[slot.name]
            )
            for slot in knowledge.fields(named)
            if slot.name in value
        }
    table = knowledge.leaf(named, rule, path).table
    return next((other for other in table if other not in (value, "")), value)


def _candidate(place: MutationPoint, label: str, value: Any, *, structural: bool = True) -> _Candidate:
    kind = (named_type(place.type).name, label)
    return _Candidate(f"{place}: {label}", kind, structural, partial(place.holding, value))


def _spread(by_place: list[list[_Candidate]], most: int) -> list[LabelledVariables]:
    """Return the cases to keep: all if they are few, else each kind at least once and the rest evenly.

    What is structural (absent, null, list lengths, enum values) is kept before edge values, and edge
    values are taken in diagonals, so that neighbouring fields get different ones.
    """
    ranked: list[_Ranked] = [
        ((not candidate.structural, (index - number) % max(1, len(candidates))), number, index, candidate)
        for number, candidates in enumerate(by_place)
        for index, candidate in enumerate(candidates)
    ]
    ranked.sort(key=lambda entry: entry[:3])
    seen: set[tuple[str, str]] = set()
    first: list[_Ranked] = []
    others: list[_Ranked] = []
    for entry in ranked:
        (others if entry[3].kind in seen else first).append(entry)
        seen.add(entry[3].kind)
    kept = sorted([*first, *others[: max(0, most - len(first))]], key=lambda entry: entry[1:3])
    return [entry[3].case for entry in kept]


def _distinct(cases: list[LabelledVariables]) -> Iterator[LabelledVariables]:
    """Yield the cases whose variables were not there before. True, 1 and 1.0 are different in JSON."""
    seen: set[str] = set()
    for case in cases:
        key = json.dumps(case.variables, sort_keys=True)
        if key not in seen:
            seen.add(key)
            yield case
