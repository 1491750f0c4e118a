"""Conditions on a call under which a fault of a response is shown: what careless code trips over."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from graphql import GraphQLEnumType, get_named_type, is_input_object_type, is_non_null_type

from kraken_conformance.server.execution.call import Call

LONG = 200
"""How many characters make a long text."""

EXTREMES = frozenset({2**31 - 1, -(2**31)})
"""The least and the greatest Int."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition by name. `description` completes the sentence "The fault is shown only where …"."""

    name: str
    description: str
    holds: Callable[[Call], bool]


def _any_value(accept: Callable[[Any], bool]) -> Callable[[Call], bool]:
    return lambda call: any(accept(value) for _, value in call.values())


def _text(accept: Callable[[str], bool]) -> Callable[[Call], bool]:
    return _any_value(lambda value: isinstance(value, str) and accept(value))


def _last_enum_value(call: Call) -> bool:
    assert call.root.definition is not None
    arguments = call.root.definition.args
    return any(_has_last(argument.type, call.arguments.get(name)) for name, argument in arguments.items())


def _has_last(type_: Any, value: Any) -> bool:
    named = get_named_type(type_)
    if isinstance(value, list):
        return any(_has_last(named, item) for item in value)
    if isinstance(named, GraphQLEnumType):
        return bool(value == list(named.values)[-1])
    if is_input_object_type(named) and isinstance(value, dict):
        return any(_has_last(field.type, value.get(name)) for name, field in named.fields.items())
    return False


def _option_absent(call: Call) -> bool:
    assert call.root.definition is not None
    arguments = call.root.definition.args
    return any(_lacks(argument.type, name, call.arguments) for name, argument in arguments.items())


def _lacks(type_: Any, name: str, holder: Mapping[str, Any]) -> bool:
    if name not in holder:
        return not is_non_null_type(type_)
    named, value = get_named_type(type_), holder[name]
    if is_input_object_type(named) and isinstance(value, dict):
        return any(_lacks(field.type, part, value) for part, field in named.fields.items())
    return False


def _is_leap_day(text: str) -> bool:
    return len(text) >= 10 and text[4:10] == "-02-29"


ALL = (
    Condition("list-empty", "a list of the input is empty", _any_value(lambda value: value == [])),
    Condition(
        "item-null",
        "an item of a list of the input is null",
        _any_value(lambda v: isinstance(v, list) and None in v),
    ),
    Condition("last-enum-value", "an enum of the input has the last of its values", _last_enum_value),
    Condition(
        "beyond-basic-plane",
        "a text of the input has a character above U+FFFF",
        _text(lambda t: any(c > "\uffff" for c in t)),
    ),
    Condition(
        "text-long",
        f"a text of the input is longer than {LONG} characters",
        _text(lambda text: len(text) > LONG),
    ),
    Condition("text-empty", "a text of the input is empty", _text(lambda text: not text)),
    Condition(
        "number-extreme",
        "an integer of the input is the least or the greatest Int",
        _any_value(lambda value: isinstance(value, int) and value in EXTREMES),
    ),
    Condition("leap-day", "a date of the input is a 29 February", _text(_is_leap_day)),
    Condition("option-absent", "an optional field of the input is left out", _option_absent),
    Condition(
        "option-null", "an optional field of the input is null", _any_value(lambda value: value is None)
    ),
)

CONDITIONS: Mapping[str, Condition] = MappingProxyType({condition.name: condition for condition in ALL})
"""Every condition by its name."""
