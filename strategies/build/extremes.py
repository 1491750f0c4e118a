"""The smallest and the fullest valid values of a type."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from graphql import GraphQLInputType, is_input_object_type

from kraken_conformance.spec import InputFormat
from kraken_conformance.strategies.types.input_slots import list_item, named_type
from kraken_conformance.strategies.types.type_facts import Knowledge

DEEPEST = 2
"""How many input objects of one type are enumerated within one another."""


def simplest_value(
    knowledge: Knowledge, type_: GraphQLInputType, rule: InputFormat | None, path: tuple[str, ...]
) -> Any:
    """Return a new smallest value of a type: required fields only, empty lists, the simplest leaves."""
    if list_item(type_) is not None:
        return []
    named = named_type(type_)
    if not is_input_object_type(named):
        return deepcopy(knowledge.leaf(named, rule, path).simplest)
    slots = knowledge.fields(named)
    wanted = slots[:1] if named.is_one_of else [slot for slot in slots if slot.required]
    return {slot.name: simplest_value(knowledge, slot.type, slot.rule, (*path, slot.name)) for slot in wanted}


def fullest_value(
    knowledge: Knowledge,
    type_: GraphQLInputType,
    rule: InputFormat | None,
    path: tuple[str, ...],
    within: tuple[str, ...] = (),
) -> Any:
    """Return a new value of a type with every optional field present and one item in each list.

    `within` names the input objects around it; one that is there too often already is left small.
    """
    item = list_item(type_)
    named = named_type(type_)
    if not is_input_object_type(named):
        value = simplest_value(knowledge, named, rule, path)
        return _in_lists(type_, value)
    if within.count(named.name) >= DEEPEST or named.is_one_of:
        return simplest_value(knowledge, type_, rule, path)
    if item is not None:
        return [fullest_value(knowledge, item, rule, path, within)]
    return {
        slot.name: fullest_value(knowledge, slot.type, slot.rule, (*path, slot.name), (*within, named.name))
        for slot in knowledge.fields(named)
    }


def _in_lists(type_: GraphQLInputType, value: Any) -> Any:
    item = list_item(type_)
    return value if item is None else [_in_lists(item, value)]
