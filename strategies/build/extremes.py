"""The smallest and the fullest valid values of a type."""

from copy import deepcopy
from typing import Any

from graphql import GraphQLInputType, is_input_object_type, is_non_null_type

from kraken_conformance.spec import InputFormat
from kraken_conformance.strategies.types.input_slots import list_item, named_type
from kraken_conformance.strategies.types.type_facts import Knowledge

DEEPEST = 2
"""How many input objects of one type are enumerated within one another."""

MOST_LEVELS = 20
"""How many input objects of any types are enumerated within one another."""

MOST_VALUES = 500
"""Values in a fullest value, ten times what those of a contract have: a target's own schema may have any number."""


def simplest_value(
    knowledge: Knowledge, type_: GraphQLInputType, rule: InputFormat | None, path: tuple[str, ...]
) -> Any:
    """Return a new smallest value of a type that is worth sending: required fields only, the simplest leaves.

    A list that has to be there has one item, and in it empty lists. An object in another one has every plain field
    where none is required: hardly a server does anything with an empty one.
    """
    return _simplest(knowledge, type_, rule, path, in_list=False)


def _simplest(
    knowledge: Knowledge,
    type_: GraphQLInputType,
    rule: InputFormat | None,
    path: tuple[str, ...],
    *,
    in_list: bool,
) -> Any:
    item = list_item(type_)
    if item is not None:
        needed = is_non_null_type(type_) and not in_list  # an object may hold lists of its own type
        return [_simplest(knowledge, item, rule, path, in_list=True)] if needed else []
    named = named_type(type_)
    if not is_input_object_type(named):
        return deepcopy(knowledge.leaf(named, rule, path).simplest)
    slots = knowledge.fields(named)
    wanted = slots[:1] if named.is_one_of else [slot for slot in slots if slot.required]
    if not wanted and len(path) > 1:
        wanted = [slot for slot in slots if _is_plain(slot.type)]
    return {
        slot.name: _simplest(knowledge, slot.type, slot.rule, (*path, slot.name), in_list=in_list)
        for slot in wanted
    }


def _is_plain(type_: GraphQLInputType) -> bool:
    return list_item(type_) is None and not is_input_object_type(named_type(type_))


def fullest_value(
    knowledge: Knowledge, type_: GraphQLInputType, rule: InputFormat | None, path: tuple[str, ...]
) -> Any:
    """Return a new value of a type with every optional field present and one item in each list.

    Where that would be more than `MOST_VALUES`, what comes last is left small.
    """
    return _Fullest(knowledge).value(type_, rule, path, ())


class _Fullest:
    """Makes one fullest value; `left` is how many further values may be in it."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._left = MOST_VALUES

    def value(
        self,
        type_: GraphQLInputType,
        rule: InputFormat | None,
        path: tuple[str, ...],
        within: tuple[str, ...],
    ) -> Any:
        """Return a value; `within` names the input objects around it, of which one may be there too often."""
        self._left -= 1
        item = list_item(type_)
        named = named_type(type_)
        if not is_input_object_type(named):
            return _in_lists(type_, simplest_value(self._knowledge, named, rule, path))
        is_deep = within.count(named.name) >= DEEPEST or len(within) >= MOST_LEVELS
        if is_deep or named.is_one_of or self._left <= 0:
            return simplest_value(self._knowledge, type_, rule, path)
        if item is not None:
            return [self.value(item, rule, path, within)]
        return {
            slot.name: self.value(slot.type, slot.rule, (*path, slot.name), (*within, named.name))
            for slot in self._knowledge.fields(named)
        }


def _in_lists(type_: GraphQLInputType, value: Any) -> Any:
    item = list_item(type_)
    return value if item is None else [_in_lists(item, value)]
