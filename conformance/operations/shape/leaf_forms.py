"""The forms of leaf values: what a date, an integer, an enum value looks like in JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from math import isfinite
from types import MappingProxyType
from typing import Any

from graphql import GraphQLEnumType, GraphQLNamedType

from kraken_conformance.spec import Level

INT_RANGE = range(-(2**31), 2**31)
"""The values of Int (GraphQL specification, September 2025, section 3.5.1)."""

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:([0-5]\d|60)(\.\d+)?)?", re.ASCII)
_OFFSET = re.compile(r"[zZ]|[+-]([01]\d|2[0-3]):[0-5]\d", re.ASCII)
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
_DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_NAME = re.compile(r"[_A-Za-z]\w*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Form:
    """A form that a value may have or not have. A value is never null here.

    `concerns` says which values the form is about: only an integer has a range, only text holds JSON.
    `nearly` holds for values that miss the form by so little that it is a violation of level SHOULD;
    `level` is the level of all other violations, None for that of the requirement.
    """

    kind: str
    expected: str
    fits: Callable[[Any], bool]
    nearly: Callable[[Any], bool] | None = None
    level: Level | None = None
    concerns: Callable[[Any], bool] = field(default=lambda value: True)

    def weight(self, value: Any) -> Level | None:
        """Return the level of the violation by a value that does not fit."""
        return Level.SHOULD if self.nearly is not None and self.nearly(value) else self.level

    def inferred(self) -> Form:
        """Return the same form for a place without documentation."""
        return replace(self, level=Level.SHOULD)


def is_text(value: Any) -> bool:
    """Whether a value is a JSON string."""
    return type(value) is str


def is_integer(value: Any) -> bool:
    """Whether a value is a JSON integer: no fraction, no exponent, no boolean."""
    return type(value) is int


def is_number(value: Any) -> bool:
    """Whether a value is a finite JSON number."""
    return type(value) is int or (type(value) is float and isfinite(value))


def is_date(value: Any) -> bool:
    """Whether a value is the text of a day that exists, YYYY-MM-DD."""
    found = _DATE.fullmatch(value) if type(value) is str else None
    if found is None:
        return False
    try:
        date(*map(int, found.groups()))
    except ValueError:
        return False
    return True


def is_local_date_time(value: Any) -> bool:
    """Whether a value is a date-time of RFC 3339 that lacks the offset, and nothing else."""
    return (
        type(value) is str
        and value[10:11] in ("T", "t")
        and is_date(value[:10])
        and is_time(value[11:], seconds=True)
    )


def is_date_time(value: Any) -> bool:
    """Whether a value is the text of a date-time of RFC 3339, with any offset."""
    if type(value) is not str:
        return False
    offset = _OFFSET.search(value, 19)
    return offset is not None and offset.end() == len(value) and is_local_date_time(value[: offset.start()])


def is_time(value: Any, *, seconds: bool = False) -> bool:
    """Whether a value is the text of a time of day; seconds may be left out unless asked for."""
    found = _TIME.fullmatch(value) if type(value) is str else None
    return found is not None and (found[2] is not None or not seconds)


def is_time_with_offset(value: Any) -> bool:
    """Whether a value is a time of day, with or without an offset."""
    return is_time(value) or (
        type(value) is str and bool(_OFFSET.search(value)) and is_time(_OFFSET.sub("", value, 1))
    )


def is_uuid(value: Any) -> bool:
    """Whether a value is the text of a UUID: 8-4-4-4-12 hexadecimal digits."""
    return type(value) is str and _UUID.fullmatch(value) is not None


def is_decimal(value: Any) -> bool:
    """Whether a value is a decimal number, as text or as a JSON number."""
    return is_number(value) or (type(value) is str and _DECIMAL.fullmatch(value) is not None)


def is_big_integer(value: Any) -> bool:
    """Whether a value is an integer, as text or as a JSON number."""
    return is_integer(value) or (type(value) is str and re.fullmatch(r"[+-]?[0-9]+", value) is not None)


def is_json(value: Any) -> bool:
    """Whether a text is JSON."""
    try:
        json.loads(value)
    except (ValueError, RecursionError):
        return False
    return True


TEXT = Form("text", "a JSON string", is_text)
INTEGER = Form("integer", "a JSON integer", is_integer)
INT_32 = Form("int-range", "an integer of 32 bits", lambda value: value in INT_RANGE, concerns=is_integer)
NUMBER = Form("number", "a finite JSON number", is_number)
BOOLEAN = Form("boolean", "true or false", lambda value: type(value) is bool)
DATE = Form("date", "a date, as in 2020-01-01", is_date)
DATE_TIME = Form(
    "date-time",
    "a date and time with an offset, as in 2020-01-01T00:00:00.000Z",
    is_date_time,
    is_local_date_time,
)
UUID = Form("uuid", "a UUID, as in 500c164d-38c7-4f74-9ac6-be210197e9e4", is_uuid)
JSON = Form("json", "a JSON value, or text that is JSON", is_json, level=Level.SHOULD, concerns=is_text)

BUILT_IN = MappingProxyType(
    {
        "String": (TEXT,),
        "ID": (TEXT,),
        "Int": (INTEGER, INT_32),
        "Float": (NUMBER,),
        "Boolean": (BOOLEAN,),
    }
)
"""The forms of the built-in scalars, as the GraphQL specification, September 2025, section 3.5, says."""

WELL_KNOWN = MappingProxyType(
    {
        "Date": DATE.inferred(),
        "DateTime": DATE_TIME.inferred(),
        "Time": Form("time", "a time of day, as in 08:30:00", is_time_with_offset, level=Level.SHOULD),
        "UUID": UUID.inferred(),
        "Decimal": Form("decimal", "a decimal number", is_decimal, level=Level.SHOULD),
        "BigInt": Form("integer", "an integer", is_big_integer, level=Level.SHOULD),
        "JSONString": JSON,
    }
)
"""The forms that custom scalars have by custom; no document says that a target's scalar keeps to them."""

DOCUMENTED = MappingProxyType(
    {
        "String": (TEXT,),
        "ID": (TEXT,),
        "Int": (INTEGER,),
        "Float": (NUMBER,),
        "Boolean": (BOOLEAN,),
        "Date": (DATE,),
        "DateTime": (DATE_TIME,),
        "UUID": (UUID,),
    }
)
"""The forms of documented values, by the type under which the contract has them.

The documents show an integer by a sample, which says nothing of its range.
"""


def enum_form(type_: GraphQLEnumType, *, trusted: bool) -> Form:
    """Return the form of an enum's values: the target's own are known, those of the contract are inferred."""
    if not trusted:
        return Form("enum-value", "the name of an enum value", _is_name, level=Level.SHOULD)
    values = frozenset(type_.values)
    shown = ", ".join(list(type_.values)[:8]) + (", …" if len(values) > 8 else "")
    return Form("enum-value", f"one of {shown}", lambda value: type(value) is str and value in values)


def _is_name(value: Any) -> bool:
    return type(value) is str and _NAME.fullmatch(value) is not None


def forms_of(type_: GraphQLNamedType, *, trusted: bool) -> tuple[Form, ...]:
    """Return the forms of a leaf type. `trusted`: it is from the target's own schema, not inferred."""
    if isinstance(type_, GraphQLEnumType):
        return (enum_form(type_, trusted=trusted),)
    if type_.name in BUILT_IN:
        forms = BUILT_IN[type_.name]
        return forms if trusted else tuple(form.inferred() for form in forms)
    return (WELL_KNOWN[type_.name],) if type_.name in WELL_KNOWN else ()
