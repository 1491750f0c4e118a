"""Variables with exactly one thing wrong, in every way and at every place."""

from collections.abc import Iterator
from copy import deepcopy
from itertools import islice
from typing import Any

from graphql import (
    GraphQLInputObjectType,
    is_input_object_type,
    is_non_null_type,
)

from kraken_conformance.spec import Mutation
from kraken_conformance.strategies.build.extremes import simplest_value
from kraken_conformance.strategies.build.mutation_points import MutationPoint, places
from kraken_conformance.strategies.types.input_slots import list_item, named_type
from kraken_conformance.strategies.types.type_facts import Knowledge
from kraken_conformance.strategies.values import FaultyVariables, WrongValue

FAULT_KINDS = (
    "wrong-kind",
    "wrong-scalar",
    "null-for-non-null",
    "missing-required",
    "unknown-field",
    "unknown-enum-value",
    "int-out-of-range",
    "list-nesting",
    "malformed-scalar",
)
"""The kinds of fault, each the last word of the requirement that speaks of it."""

UNKNOWN_FIELD = "fieldThatIsNotThere"


MOST_FAULTS = 2_000
"""Faults of the variables of a mutation, ten times what those of a contract have."""


def faulty_cases(
    knowledge: Knowledge, mutation: Mutation, minimal: dict[str, Any]
) -> tuple[FaultyVariables, ...]:
    """Return the single faults of a mutation's variables, always the same ones in the same order."""
    found = (fault for place in places(knowledge, mutation, minimal) for fault in _faults(knowledge, place))
    return tuple(
        FaultyVariables(deepcopy(fault.variables), fault.kind, fault.path, fault.type, fault.detail)
        for fault in islice(found, MOST_FAULTS)
    )


def _faults(knowledge: Knowledge, place: MutationPoint) -> Iterator[FaultyVariables]:
    if place.required:
        yield _fault(place, place.without(), "missing-required", f"{place} is left out")
    if is_non_null_type(place.type) or place.alone:
        yield _fault(place, place.holding(None), "null-for-non-null", f"{place} is null")
    named = named_type(place.type)
    if list_item(place.type) is not None:
        values = _list_faults(knowledge, place)
    elif is_input_object_type(named):
        values = _object_faults(knowledge, place, named)
    else:
        values = iter(knowledge.leaf(named, place.rule, place.names).faults)
    for fault in values:
        yield _fault(place, place.holding(fault.value), fault.kind, f"{place} is {fault.label}")


def _fault(place: MutationPoint, variables: dict[str, Any], kind: str, detail: str) -> FaultyVariables:
    return FaultyVariables(variables, kind, place.path, str(place.type), detail)


def _list_faults(knowledge: Knowledge, place: MutationPoint) -> Iterator[WrongValue]:
    innermost = named_type(place.type)
    is_object = is_input_object_type(innermost)
    if is_object or knowledge.leaf(innermost, place.rule, place.names).rigid:
        item = simplest_value(knowledge, innermost, place.rule, place.names)
        yield WrongValue("list-nesting", "nested one list too deep", _nested(item, _depth(place) + 1))
    if is_object:
        yield WrongValue("wrong-kind", "text for a list of input objects", "text")
        yield WrongValue("wrong-kind", "a number for a list of input objects", 1)
    elif hasattr(innermost, "values"):
        yield WrongValue("wrong-kind", "an object for a list of enum values", {})


def _depth(place: MutationPoint) -> int:
    item = list_item(place.type)
    depth = 0
    while item is not None:
        depth += 1
        item = list_item(item)
    return depth


def _nested(value: Any, depth: int) -> Any:
    return [_nested(value, depth - 1)] if depth else value


def _object_faults(
    knowledge: Knowledge, place: MutationPoint, type_: GraphQLInputObjectType
) -> Iterator[WrongValue]:
    for label, value in (("text", "text"), ("a number", 1), ("true", True), ("a list", [])):
        yield WrongValue("wrong-kind", f"{label} for an input object", value)
    simplest = place.value if place.present else None
    if simplest is None:
        simplest = simplest_value(knowledge, place.type, place.rule, place.names)
    for name in _unknown_names(type_):
        yield WrongValue("unknown-field", f"an object with a field {name}", {**simplest, name: "text"})


def _unknown_names(type_: GraphQLInputObjectType) -> Iterator[str]:
    name = UNKNOWN_FIELD
    while name in type_.fields:
        name += "_"
    yield name
    yield from [changed for known in type_.fields if (changed := known.swapcase()) not in type_.fields][:1]
