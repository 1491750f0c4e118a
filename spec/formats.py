"""The formats that an input may be given with `@format` and `@formatOf`, and the types that each fits."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from graphql import GraphQLNamedType, GraphQLScalarType

CUSTOM = "*"
"""Stands for every custom scalar of which nothing is known."""

KNOWN_SCALARS = frozenset(
    {
        *("String", "Int", "Float", "Boolean", "ID", "NonEmptyID", "Date", "DateTime", "Time", "Decimal"),
        *("UUID", "BigInt", "JSON", "JSONString", "GenericScalar"),
    }
)
"""The scalars whose values are known; any other one is `CUSTOM`."""

_TEXT = frozenset({"String", "ID", "NonEmptyID", CUSTOM})
_DATES = frozenset({"Date", "DateTime", "String"})
_NUMBERS = frozenset({"Int", "BigInt", "Float", "Decimal"})

FORMATS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "account-number": _TEXT,
        "birth-date": _DATES,
        "cents": _NUMBERS,
        "count": _NUMBERS,
        "country": _TEXT,
        "currency": _TEXT,
        "day-of-month": _NUMBERS,
        "email": _TEXT,
        "family-name": _TEXT,
        "full-name": _TEXT,
        "given-name": _TEXT,
        "iban": _TEXT,
        "locality": _TEXT,
        "past-date": _DATES,
        "percentage": _NUMBERS,
        "phone": _TEXT,
        "phone-fr": _TEXT,
        "points": _NUMBERS,
        "postcode-fr": _TEXT,
        "power-kva": _NUMBERS,
        "prm": _TEXT,
        "street-address": _TEXT,
        "text": frozenset({"String", "ID"}),  # which may be empty
        "time-of-day": frozenset({"String", "Time"}),
        "title": _TEXT,
        "url": _TEXT,
        "uuid": _TEXT | {"UUID"},
    }
)
"""Every format that generators know, with the scalars that can carry it."""


@dataclass(frozen=True, slots=True)
class ValueFormat:
    """A format of texts: `text` makes the text with a number below `count`, the simplest first."""

    name: str
    meaning: str
    count: int
    text: Callable[[int], str]


def fits_text(type_: GraphQLNamedType) -> bool:
    """Whether a type can carry a text of any form."""
    return isinstance(type_, GraphQLScalarType) and _known(type_) in _TEXT


def format_fits(name: str | None, type_: GraphQLNamedType) -> bool:
    """Whether a type can carry a format; only scalars can.

    A mere range (`name` is None) needs a number. A format that is not in `FORMATS` fits nothing.
    """
    if not isinstance(type_, GraphQLScalarType):
        return False
    return _known(type_) in (_NUMBERS if name is None else FORMATS.get(name, frozenset()))


def _known(type_: GraphQLScalarType) -> str:
    return type_.name if type_.name in KNOWN_SCALARS else CUSTOM
