"""Fields that name something at the target: random values there only ever meet "not found"."""

import re
from collections.abc import Iterator
from typing import Any

from graphql import is_enum_type, is_leaf_type

from kraken_conformance.spec import Mutation
from kraken_conformance.strategies.build.mutation_points import MutationPoint, places
from kraken_conformance.strategies.types.input_slots import named_type
from kraken_conformance.strategies.types.type_facts import Knowledge

_GENERIC = re.compile(r"^(id|number|code|key|identifier|reference|token)$")
"""Names that say nothing by themselves: such a field is named by its path."""

_REFERENCE = re.compile(r"(Id|Number|Code|Key|Identifier|Reference|Token)$")
_NO_REFERENCE = frozenset({"clientMutationId"})

_FORMATS = frozenset({None, "text", "account-number", "prm"})
"""The formats of names of things. One that has another, such as a phone number, is no name of a thing."""

_TYPES = frozenset({"Boolean", "Float", "Date", "DateTime", "Time"})
"""Types of which no value names a thing."""


def unknown_references(knowledge: Knowledge, mutation: Mutation, minimal: dict[str, Any]) -> Iterator[str]:
    """Yield the keys for pools of the fields that name something at the target and have no known values.

    Recognised by the names of the fields: the contract does not say which there are. A key may come twice.
    """
    for place in places(knowledge, mutation, minimal):
        type_ = named_type(place.type)
        if place.slot is None or not is_leaf_type(type_) or is_enum_type(type_) or type_.name in _TYPES:
            continue
        if _names_a_thing(place) and knowledge.pools.key(place.names, type_.name) is None:
            yield ".".join(place.names) if _GENERIC.match(place.names[-1]) else place.names[-1]


def _names_a_thing(place: MutationPoint) -> bool:
    name = place.names[-1]
    matched = _GENERIC.match(name) or _REFERENCE.search(name)
    format_ = None if place.rule is None else place.rule.name or "range"
    return bool(matched) and name not in _NO_REFERENCE and format_ in _FORMATS
