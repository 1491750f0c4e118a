"""What may be wrong with a value of an input: the conditions of the reference server."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from graphql import GraphQLInputObjectType, GraphQLInputType, get_named_type
from stdnum import iban

Holder = Mapping[str, Any]
"""The object in which a checked field is found."""

ACCOUNT_NUMBER = re.compile(r"A-[0-9A-F]{8}", re.ASCII)
EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
PHONE = re.compile(r"\+?[0-9][0-9 .()-]{5,19}", re.ASCII)
POSTCODE = re.compile(r"[0-9]{4,5}|[0-9]{3}-[0-9]{4}|[A-Z0-9]{2,4} [A-Z0-9]{3,4}", re.ASCII)
"""The postcodes of the countries that the platform is in: France, Japan, Britain, …"""
PRM = re.compile(r"[0-9]{14}", re.ASCII)
UNKNOWN = re.compile(r"\s*|[A-Z]-0+|0+|no-such-.*")
"""An id that does not exist: blank text, a number of zeros, with or without the letter of its kind, `no-such-…`."""

FOREIGN_ACCOUNT = re.compile(r"A-FEED[0-9]{4}", re.ASCII)
"""The accounts of other people."""

TIME_OF_DAY = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?", re.ASCII)

TITLE = re.compile(
    r"(dr|lady|m|madame|mlle|mme|monsieur|me|miss|mr|mrs|ms|mx|pr|sir)\.?|m\. et mme", re.IGNORECASE
)


def unlike(form: re.Pattern[str]) -> Callable[[Any, Holder], bool]:
    """Return the condition that a text has not this form."""
    return lambda value, _: not form.fullmatch(value)


def bad_iban(value: Any, _: Holder) -> bool:
    """Whether a text is no IBAN with correct check digits."""
    return not value.isascii() or not iban.is_valid(value)


def unknown(value: Any, _: Holder) -> bool:
    """Whether a value stands for something that does not exist."""
    return UNKNOWN.fullmatch(str(value)) is not None


def blank(value: Any, _: Holder) -> bool:
    """Whether a text is empty or white space."""
    return not str(value).strip()


def no_name(value: Any, _: Holder) -> bool:
    """Whether a text is no name: blank, or with a digit."""
    return not value.strip() or any(character.isdigit() for character in value)


def true(value: Any, _: Holder) -> bool:
    """Whether a value is true."""
    return value is True


def below(least: int) -> Callable[[Any, Holder], bool]:
    """Return the condition that a number is too small."""
    return lambda value, _: float(value) < least


def outside(least: int, greatest: int) -> Callable[[Any, Holder], bool]:
    """Return the condition that a number is out of a range."""
    return lambda value, _: not least <= float(value) <= greatest


def future(value: Any, _: Holder) -> bool:
    """Whether a date is later than tomorrow, so that it is in the future in every time zone."""
    return date.fromisoformat(value) > date.today() + timedelta(days=1)


def past(value: Any, _: Holder) -> bool:
    """Whether a date is earlier than yesterday."""
    return date.fromisoformat(value) < date.today() - timedelta(days=1)


def no_adult(value: Any, _: Holder) -> bool:
    """Whether a date of birth is not that of somebody between 18 and 120."""
    years = (date.today() - date.fromisoformat(value)).days / 365.2425
    return not 18 <= years <= 120


def negative_value(value: Any, _: Holder) -> bool:
    """Whether a reading of a list is negative."""
    return any(float(entry["value"]) < 0 for entry in value)


def no_units(value: Any, _: Holder) -> bool:
    """Whether less than one unit of something is ordered."""
    return any(entry is not None and entry["numberOfUnits"] < 1 for entry in value)


def repeated(key: str) -> Callable[[Any, Holder], bool]:
    """Return the condition that two items of a list have the same value of a key."""

    def broken(value: Any, _: Holder) -> bool:
        codes = [entry[key] for entry in value if entry]
        return len(codes) != len(set(codes))

    return broken


def same_as(other: str) -> Callable[[Any, Holder], bool]:
    """Return the condition that a value is also that of another field."""
    return lambda value, holder: bool(value == holder.get(other))


def before(other: str) -> Callable[[Any, Holder], bool]:
    """Return the condition that a time is earlier than that of another field."""

    def broken(value: Any, holder: Holder) -> bool:
        start = holder.get(other)
        return start is not None and moment(value) < moment(start)

    return broken


def moment(text: str) -> datetime:
    """Return a date and time in a time zone, UTC where it names none."""
    moment = datetime.fromisoformat(text.upper())
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Lacks:
    """The condition that an object has none of these fields, or only blank ones."""

    names: tuple[str, ...]

    def __call__(self, value: Any, _: Holder) -> bool:
        """Return whether the condition holds."""
        return all(value.get(name) in (None, "") for name in self.names)

    def can_be_met(self, type_: GraphQLInputType) -> bool:
        """Whether a type has one of the fields, as far as it is known."""
        named = get_named_type(type_)
        return not isinstance(named, GraphQLInputObjectType) or any(
            name in named.fields for name in self.names
        )


def lacks(*names: str) -> Lacks:
    """Return the condition that an object has none of these fields, or only blank ones."""
    return Lacks(names)


def no_meter_of(market: str) -> Callable[[Any, Holder], bool]:
    """Return the condition that a meter point of a market is not 14 digits."""
    return lambda value, holder: holder["marketName"] == market and not PRM.fullmatch(value)


def max_below_min(value: Any, _: Holder) -> bool:
    """Whether a maximum is below its minimum."""
    slots = [slot for slot in value if slot and slot.get("min") is not None]
    return any(float(slot["max"]) < float(slot["min"]) for slot in slots)


def long_before(value: Any, _: Holder) -> bool:
    """Whether a date or time is earlier than anything that is kept."""
    return str(value) < "2000"


def above(greatest: int) -> Callable[[Any, Holder], bool]:
    """Return the condition that a number is too large."""
    return lambda value, _: float(value) > greatest


def not_divisible_by(number: int) -> Callable[[Any, Holder], bool]:
    """Return the condition that a number cannot be divided into whole parts."""
    return lambda value, _: int(value) % number != 0


def zero(value: Any, _: Holder) -> bool:
    """Whether a value is the number 0, as a number or as text."""
    return str(value).strip("0") == "" and str(value) != ""


def unknown_with(other: str, wanted: Any) -> Callable[[Any, Holder], bool]:
    """Return the condition that something does not exist, where another field has a certain value."""
    return lambda value, holder: holder.get(other) == wanted and unknown(value, holder)


def empty_list(value: Any, _: Holder) -> bool:
    """Whether a list has no items."""
    return bool(value == [])


def true_without(*names: str) -> Callable[[Any, Holder], bool]:
    """Return the condition that a flag is set and none of these fields has a value."""
    return lambda value, holder: value is True and all(holder.get(name) is None for name in names)


def no_time_of_day(value: Any, _: Holder) -> bool:
    """Whether a text is no time between 00:00 and 23:59."""
    return not TIME_OF_DAY.fullmatch(value)


def of_somebody_else(value: Any, _: Holder) -> bool:
    """Whether an account is one of those that belong to other people."""
    return FOREIGN_ACCOUNT.fullmatch(value) is not None


def no_session(value: Any, _: Holder) -> bool:
    """Whether a UUID is one that no session has."""
    return str(value) == "00000000-0000-4000-8000-000000000000"
