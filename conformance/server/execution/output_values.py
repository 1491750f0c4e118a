"""Plausible values for output fields, made from a number: the same number always gives the same value."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from fnmatch import fnmatchcase
from typing import Any
from uuid import UUID

from graphql import GraphQLEnumType, GraphQLLeafType
from stdnum.iso7064 import mod_97_10

Make = Callable[[int], Any]

MASK = (1 << 64) - 1
EPOCH = date(2026, 1, 1)
GIVEN = ("Camille", "Zoé", "Léa", "Mehdi", "Inès", "Anaïs", "Loïc", "Noémie")
FAMILY = ("Martin", "Lefèvre", "Nguyễn", "Durand", "Müller", "Benali", "Петрова", "O’Connor")
WORDS = ("solar", "hiver", "énergie", "compteur", "facture", "été", "☀️ plein soleil", "contrat")


def mix(number: int, salt: int) -> int:
    """Return 64 bits that depend on every bit of both numbers."""
    mixed = ((number ^ salt) * 0x9E3779B97F4A7C15) & MASK
    mixed ^= mixed >> 29
    return (mixed * 0xBF58476D1CE4E5B9 & MASK) ^ mixed >> 32


def leaf_maker(type_: GraphQLLeafType, field: str) -> Make:
    """Return what makes values of a leaf type for a field of that name."""
    if isinstance(type_, GraphQLEnumType):
        return _one_of(tuple(type_.values))
    if type_.name == "String":
        lowered = field.lower()
        return next((make for pattern, make in TEXTS if fnmatchcase(lowered, pattern)), _words)
    return SCALARS.get(type_.name, _words)


def _one_of(choices: Sequence[Any]) -> Make:
    return lambda number: choices[number % len(choices)]


def _words(number: int) -> str:
    return f"{WORDS[number % 8]} {number >> 8 & 0xFFFF}"


def _date(number: int) -> str:
    return (EPOCH + timedelta(days=number % 730)).isoformat()


def _date_time(number: int) -> str:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    return (start + timedelta(seconds=number % 63_072_000)).isoformat()


def _time(number: int) -> str:
    return f"{number % 24:02}:{number >> 8 & 31:02}:00"


def _uuid(number: int) -> str:
    return str(UUID(int=mix(number, 1) << 64 | number, version=4))


def _iban(number: int) -> str:
    account = f"{number % 10**23:023}"
    return f"FR{mod_97_10.calc_check_digits(f'{account}FR')}{account}"


def _hex(number: int) -> str:
    return f"{mix(number, 2):016x}{number:016x}"[:32]


TEXTS: tuple[tuple[str, Make], ...] = (
    ("*email", lambda number: f"customer.{number % 100_000}@example.com"),
    ("*phone*", lambda number: f"+336{number % 10**8:08}"),
    ("mobile", lambda number: f"+336{number % 10**8:08}"),
    ("landline*", lambda number: f"+331{number % 10**8:08}"),
    ("*accountnumber", lambda number: f"A-{number & 0xFFFFFFFF:08X}"),
    ("number", lambda number: f"A-{number & 0xFFFFFFFF:08X}"),
    ("ledgernumber", lambda number: f"L-{number & 0xFFFFFFFF:08X}"),
    ("maskediban", lambda number: f"FR76••••{number % 10_000:04}"),
    ("iban", _iban),
    ("*meterpointids", lambda number: f"{number % 10**14:014}"),
    ("*meterpointid", lambda number: f"{number % 10**14:014}"),
    ("prm", lambda number: f"{number % 10**14:014}"),
    ("*supplypointid", lambda number: f"{number % 10**14:014}"),
    ("*postcode", lambda number: f"{1000 + number % 94_000:05}"),
    ("*url", lambda number: f"https://example.com/{number & 0xFFFFFF:x}"),
    ("givenname", _one_of(GIVEN)),
    ("firstname", _one_of(GIVEN)),
    ("familyname", _one_of(FAMILY)),
    ("lastname", _one_of(FAMILY)),
    ("*holder*", lambda number: f"{GIVEN[number % 8]} {FAMILY[number >> 3 & 7]}"),
    ("marketname", _one_of(("FRA_ELECTRICITY", "FRA_GAS"))),
    ("title", _one_of(("Mme", "M."))),
    ("totpsecret", _hex),
    ("*token", _hex),
    ("*key", lambda number: f"sk_live_{number:016x}"),
    ("secret*", _hex),
    ("*id", lambda number: str(number % 1_000_000)),
    ("*code", lambda number: f"{number & 0xFFFFFF:06X}"),
    ("*currency", _one_of(("EUR",))),
)
"""For a text field whose name, in lower case, fits the pattern: how its values are made."""

SCALARS: dict[str, Make] = {
    "BigInt": lambda number: number % 10**12,
    "Boolean": lambda number: bool(number >> 5 & 1),
    "Date": _date,
    "DateTime": _date_time,
    "Decimal": lambda number: f"{number % 100_000 / 100:.2f}",
    "Float": lambda number: number % 10_000 / 8,
    "GenericScalar": lambda number: {"version": number % 10, "label": WORDS[number % 8]},
    "ID": lambda number: str(number % 1_000_000),
    "Int": lambda number: number % 50_000,
    "JSONString": lambda number: f'{{"version": {number % 10}}}',
    "NonEmptyID": lambda number: str(number % 1_000_000),
    "Time": _time,
    "UUID": _uuid,
}
"""For each scalar but String: how its values are made."""
