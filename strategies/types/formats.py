"""The input formats that a contract may name (`@format(name: "iban")`), and what each one generates."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from math import ceil, floor
from types import MappingProxyType
from typing import Any

from stdnum.iban import calc_check_digits

from kraken_conformance.spec import InputFormat
from kraken_conformance.strategies.types import plausible
from kraken_conformance.strategies.types.scalars import (
    GREATEST_INT,
    LEAST_INT,
    SIMPLEST_UUID,
    UUIDS,
    numbers_up_to,
)
from kraken_conformance.strategies.types.times import days_around, times_of_day

TEXT_TYPES = frozenset({"String", "ID", "NonEmptyID"})
NUMBER_TYPES = frozenset({"Int", "BigInt", "Float", "Decimal"})
UNKNOWN_SCALARS = "*"
"""Stands in `Format.fits` for custom scalars that the package does not know."""


@dataclass(frozen=True, slots=True)
class FormattedValues:
    """The values of a format: a `table` with the simplest first, and `examples` worth one case each."""

    table: tuple[Any, ...]
    examples: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Format:
    """A named input format.

    `fits` names the GraphQL types whose fields may have it, `*` for custom scalars of which nothing
    is known; on a field of another type the format is ignored.
    """

    name: str
    meaning: str
    fits: frozenset[str]
    values: Callable[[str, InputFormat, date], FormattedValues]


def _table(entries: tuple[Any, ...]) -> Callable[[str, InputFormat, date], FormattedValues]:
    formatted = FormattedValues(entries, entries[1:6])
    return lambda type_name, rule, today: formatted


def _numbered(
    make: Callable[[int], str], greatest: int, examples: tuple[str, ...] = ()
) -> Callable[[str, InputFormat, date], FormattedValues]:
    formatted = FormattedValues(tuple(map(make, numbers_up_to(greatest, 512))), examples)
    return lambda type_name, rule, today: formatted


def account_number(number: int) -> str:
    """Return the account number with these 32 bits: `A-` and 8 upper-case hexadecimal digits."""
    return f"A-{number:08X}"


def french_iban(number: int) -> str:
    """Return a valid French IBAN for a number below 10**18: bank, branch, account and key from it."""
    bank, account = divmod(number, 10**11)
    bank_and_branch = 3000600001 + bank % 10**7
    key = 97 - (bank_and_branch // 10**5 * 89 + bank_and_branch % 10**5 * 15 + account * 3) % 97
    basic = f"{bank_and_branch:010}{account:011}{key:02}"
    return f"FR{calc_check_digits('FR00' + basic)}{basic}"


def phone(number: int) -> str:
    """Return a phone number of one of several countries, for a number below 10**9: `+`, country, subscriber."""
    return f"+{(44, 39, 34, 49, 81, 61)[number % 6]}{2_000_000_000 + number}"


def french_phone(number: int) -> str:
    """Return a French phone number in one of the notations in use, of mobile and fixed lines."""
    subscriber, form = divmod(number, 5)
    digits = f"{(6, 7, 1, 2, 3, 4, 5, 9)[subscriber % 8]}{subscriber // 8 % 10**8:08}"
    pairs = " ".join([digits[0], *(digits[at : at + 2] for at in range(1, 9, 2))])
    return (f"+33{digits}", f"0{digits}", f"+33 {pairs}", f"0{pairs}", f"0033{digits}")[form]


def _phones(type_name: str, rule: InputFormat, today: date) -> FormattedValues:
    examples = tuple(french_phone(12345678 * 40 + form) for form in range(5))
    return FormattedValues(tuple(map(french_phone, (0, *numbers_up_to(40 * 10**8 - 1, 512)))), examples)


def _past_dates(type_name: str, rule: InputFormat, today: date) -> FormattedValues:
    return _dates(type_name, days_around(today, -366, 0), ())


def _birth_dates(type_name: str, rule: InputFormat, today: date) -> FormattedValues:
    grown_up = today.year - 18
    days = (f"{year}-{year % 12 + 1:02}-{year % 28 + 1:02}" for year in range(1920, grown_up))
    minor = f"{today.year - 10}-01-01"
    return _dates(type_name, ("1980-01-01", *days), ("2000-02-29", "1900-01-01", minor))


def _dates(type_name: str, table: tuple[str, ...], examples: tuple[str, ...]) -> FormattedValues:
    if type_name != "DateTime":
        return FormattedValues(table, examples)
    return FormattedValues(tuple(map(_midnight, table)), tuple(map(_midnight, examples)))


def _midnight(day: str) -> str:
    return f"{day}T00:00:00Z"


def _times(type_name: str, rule: InputFormat, today: date) -> FormattedValues:
    if type_name == "Time":
        return FormattedValues(times_of_day())
    return FormattedValues(tuple(time[:5] for time in times_of_day()), ("00:00", "23:59", "07:30:00"))


def _numbers(
    least: int, greatest: int, usual: tuple[int, ...] = ()
) -> Callable[[str, InputFormat, date], FormattedValues]:
    def values(type_name: str, rule: InputFormat, today: date) -> FormattedValues:
        low = max(LEAST_INT, least if rule.minimum is None else ceil(rule.minimum))
        high = max(low, min(GREATEST_INT, greatest if rule.maximum is None else floor(rule.maximum)))
        common = tuple(number for number in usual if low <= number <= high) or (low,)
        table = (*common, low, high, *(low + number for number in numbers_up_to(high - low)))
        around = dict.fromkeys((low, high, low - 1, high + 1))
        examples = tuple(number for number in around if LEAST_INT <= number <= GREATEST_INT)
        return _numbers_of_type(type_name, FormattedValues(table, examples))

    return values


def _numbers_of_type(type_name: str, numbers: FormattedValues) -> FormattedValues:
    convert: type[str] | type[float]
    if type_name == "Decimal":
        convert = str
    elif type_name == "Float":
        convert = float
    else:
        return numbers
    return FormattedValues(tuple(map(convert, numbers.table)), tuple(map(convert, numbers.examples)))


def _uuids(type_name: str, rule: InputFormat, today: date) -> FormattedValues:
    examples = () if type_name == "UUID" else (SIMPLEST_UUID.upper().replace("-", ""),)
    return FormattedValues(UUIDS, examples)


_DATES = frozenset({"Date", "DateTime", "String"})
_TEXT = TEXT_TYPES | {UNKNOWN_SCALARS}

_ALL = (
    Format(
        "account-number",
        "an account number: `A-` and 8 upper-case hexadecimal digits",
        _TEXT,
        _numbered(account_number, 2**32 - 1, ("A-FFFFFFFF", "a-0000000f")),
    ),
    Format(
        "iban",
        "a French IBAN with correct check digits",
        _TEXT,
        _numbered(french_iban, 10**18 - 1, ("FR76 3000 6000 0112 3456 7890 189", "BE68539007547034")),
    ),
    Format(
        "prm",
        "a PRM, the 14 digits of a French metering point",
        _TEXT,
        _numbered("{:014}".format, 10**14 - 1, ("09876543210987", "30001234567890")),
    ),
    Format(
        "phone",
        "a phone number of any country as E.164 writes it",
        _TEXT,
        _numbered(phone, 10**9 - 1, ("+442079460000", "+390612345678", "+34912345678")),
    ),
    Format("phone-fr", "a French phone number in one of five notations", _TEXT, _phones),
    Format("email", "an e-mail address", _TEXT, _table(plausible.EMAILS)),
    Format("postcode-fr", "a French postcode", _TEXT, _table(plausible.POSTCODES)),
    Format("country", "a country, two letters of ISO 3166-1", _TEXT, _table(plausible.COUNTRIES)),
    Format("currency", "a currency, three letters of ISO 4217", _TEXT, _table(plausible.CURRENCIES)),
    Format("title", "a form of address", _TEXT, _table(plausible.TITLES)),
    Format("given-name", "a given name, in several scripts", _TEXT, _table(plausible.GIVEN_NAMES)),
    Format("family-name", "a family name, in several scripts", _TEXT, _table(plausible.FAMILY_NAMES)),
    Format(
        "full-name",
        "a given and a family name",
        _TEXT,
        _table(tuple(map(" ".join, zip(plausible.GIVEN_NAMES, plausible.FAMILY_NAMES, strict=False)))),
    ),
    Format("street-address", "a street address", _TEXT, _table(plausible.STREET_ADDRESSES)),
    Format("locality", "a town", _TEXT, _table(plausible.LOCALITIES)),
    Format("url", "a web address", _TEXT, _table(plausible.URLS)),
    Format("uuid", "a UUID of version 4", _TEXT | {"UUID"}, _uuids),
    Format(
        "text",
        "any text: takes a field out of the rules for its name",
        frozenset({"String", "ID"}),
        lambda type_name, rule, today: FormattedValues(plausible.TEXTS),
    ),
    Format("past-date", "a date within the last year, or today", _DATES, _past_dates),
    Format("birth-date", "a date of birth of a grown-up", _DATES, _birth_dates),
    Format("time-of-day", "a time of day, `12:30` as text", frozenset({"String", "Time"}), _times),
    Format(
        "cents",
        "an amount in the minor unit of its currency",
        NUMBER_TYPES,
        _numbers(0, 1_000_000, (1000, 1, 100, 999, 2500, 12345, 100000)),
    ),
    Format("count", "how many of something", NUMBER_TYPES, _numbers(0, 1000, (1, 2, 3, 10))),
    Format("points", "a number of points", NUMBER_TYPES, _numbers(0, 100_000, (100, 1, 10, 500, 1000))),
    Format("percentage", "a whole percentage", NUMBER_TYPES, _numbers(0, 100, (80, 0, 50, 100, 1, 99))),
    Format("day-of-month", "a day of the month", NUMBER_TYPES, _numbers(1, 31, (1, 15, 28, 29, 30, 31))),
    Format("power-kva", "a subscribed power in kVA", NUMBER_TYPES, _numbers(1, 36, plausible.POWERS_KVA)),
)

FORMATS: Mapping[str, Format] = MappingProxyType({entry.name: entry for entry in _ALL})
"""Every input format that a contract may name."""

RANGE = Format("", "numbers in a range", NUMBER_TYPES, _numbers(LEAST_INT, GREATEST_INT, (1, 0)))
"""What a field with a range and no named format has."""


def format_of(rule: InputFormat) -> Format | None:
    """Return what generates the values of a rule, None where nothing knows its format."""
    if rule.values is None:
        return RANGE if rule.name is None else FORMATS.get(rule.name)
    texts = rule.values
    numbers = (0, *numbers_up_to(texts.count - 1, 512)) if texts.count > 1 else (0,)
    table = tuple(dict.fromkeys(map(texts.text, numbers)))
    return Format(texts.name, texts.meaning, _TEXT, _table(table))
