"""The formats that an input may be given with `@format` and `@formatOf`, and the types that each fits."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

TEXT = frozenset({"String", "ID", "NonEmptyID"})
WHOLE = frozenset({"Int", "BigInt"})
NUMBER = WHOLE | {"Float", "Decimal"}

FORMATS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "account-number": TEXT,
        "birth-date": frozenset({"Date", "DateTime", "String"}),
        "cents": WHOLE,
        "count": WHOLE,
        "country": TEXT,
        "currency": TEXT,
        "day-of-month": WHOLE,
        "email": TEXT,
        "family-name": TEXT,
        "full-name": TEXT,
        "given-name": TEXT,
        "iban": TEXT,
        "locality": TEXT,
        "past-date": frozenset({"Date", "DateTime", "String"}),
        "percentage": NUMBER,
        "phone-fr": TEXT,
        "points": NUMBER,
        "postcode-fr": TEXT,
        "power-kva": NUMBER,
        "prm": TEXT,
        "street-address": TEXT,
        "time-of-day": frozenset({"Time", "String"}),
        "title": TEXT,
        "url": TEXT,
        "uuid": TEXT | {"UUID"},
    }
)
"""Every format that generators know, with the names of the types that can carry it."""


def format_fits(name: str | None, type_name: str) -> bool:
    """Whether a type can carry a format.

    A mere range (`name` is None) needs a number. A format that is not in `FORMATS` fits nothing.
    """
    return type_name in (NUMBER if name is None else FORMATS.get(name, frozenset()))
