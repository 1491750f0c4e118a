"""Dates, times of day and moments, as text in the profile of RFC 3339.

Conservative on purpose, so that strict servers on any engine take them: years 1900 to 2100, seconds
always written, moments always with `Z` or an offset, times of day without one.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone

from kraken_conformance.strategies.values import Edge, Leaf, WrongValue

MALFORMED = "malformed-scalar"

DATE_EDGES = (
    Edge("leap day", "2024-02-29"),
    Edge("year end", "2025-12-31"),
    Edge("first of January", "2026-01-01"),
    Edge("far past", "1900-01-01"),
    Edge("far future", "2100-12-31"),
)
DATE_FAULTS = (
    WrongValue(MALFORMED, "text that is no date", "not-a-date"),
    WrongValue(MALFORMED, "30 February", "2023-02-30"),
    WrongValue(MALFORMED, "29 February of a year without one", "2023-02-29"),
    WrongValue(MALFORMED, "month 13", "2024-13-01"),
    WrongValue(MALFORMED, "empty text", ""),
)
TIME_EDGES = (
    Edge("midnight", "00:00:00"),
    Edge("last second of the day", "23:59:59"),
    Edge("noon", "12:00:00"),
)
TIME_FAULTS = (
    WrongValue(MALFORMED, "text that is no time", "not-a-time"),
    WrongValue(MALFORMED, "hour 25", "25:00:00"),
    WrongValue(MALFORMED, "minute 60", "10:60:00"),
    WrongValue(MALFORMED, "empty text", ""),
)
MOMENT_EDGES = (
    Edge("midnight UTC", "2026-01-15T00:00:00Z"),
    Edge("offset other than UTC", "2026-06-15T10:30:00+02:00"),
    Edge("offset west of UTC, across midnight", "2026-06-15T23:30:00-05:00"),
    Edge("offset with minutes", "2026-06-15T10:30:00+05:30"),
    Edge("fraction of a second", "2026-06-15T10:30:00.123456Z"),
    Edge("leap day", "2024-02-29T12:00:00Z"),
    Edge("year end", "2025-12-31T23:59:59Z"),
    Edge("far past", "1900-01-01T00:00:00Z"),
    Edge("far future", "2100-12-31T23:59:59Z"),
)
MOMENT_FAULTS = (
    WrongValue(MALFORMED, "text that is no moment", "not-a-date-time"),
    WrongValue(MALFORMED, "30 February", "2023-02-30T10:00:00Z"),
    WrongValue(MALFORMED, "hour 25", "2023-01-01T25:00:00Z"),
    WrongValue(MALFORMED, "empty text", ""),
)

_ZONES = (UTC, timezone(timedelta(hours=2)), timezone(timedelta(hours=1)), timezone(timedelta(hours=-5)))
_AS_OFTEN = 12
"""How often each edge is in a table beside some hundred other values."""


def days_around(base: date, earliest: int, latest: int) -> tuple[str, ...]:
    """Return the dates that are the given days away from `base`, both ends included, the nearest first."""
    offsets = sorted(range(earliest, latest + 1), key=lambda offset: (abs(offset), offset))
    return tuple((base + timedelta(days=offset)).isoformat() for offset in offsets)


def times_of_day() -> tuple[str, ...]:
    """Return times of day: noon, then every twenty minutes, then some odd seconds."""
    round_ones = (f"{minute // 60:02}:{minute % 60:02}:00" for minute in range(0, 24 * 60, 20))
    odd_ones = (
        f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}" for second in range(1, 86400, 7321)
    )
    return tuple(dict.fromkeys(("12:00:00", *round_ones, *odd_ones)))


def _moments(today: date) -> Iterator[str]:
    midnight = datetime(today.year, today.month, today.day, tzinfo=UTC)
    for number, day in enumerate(days_around(today, -100, 100)):
        at = datetime.fromisoformat(day).replace(tzinfo=UTC) + timedelta(seconds=number * 7321 % 86400)
        moment = midnight if number == 0 else at
        yield moment.astimezone(_ZONES[number % len(_ZONES)]).isoformat().replace("+00:00", "Z")


def _often(edges: tuple[Edge, ...]) -> tuple[str, ...]:
    return tuple(edge.value for edge in edges) * _AS_OFTEN


def date_leaf(today: date) -> Leaf:
    """Return what is known of `Date`: dates within a year of `today`, and the edges."""
    return Leaf((*days_around(today, -366, 366), *_often(DATE_EDGES)), DATE_EDGES, DATE_FAULTS)


def time_leaf() -> Leaf:
    """Return what is known of `Time`."""
    return Leaf((*times_of_day(), *_often(TIME_EDGES)), TIME_EDGES, TIME_FAULTS)


def moment_leaf(today: date) -> Leaf:
    """Return what is known of `DateTime`: moments near `today` in several time zones, and the edges."""
    return Leaf((*_moments(today), *_often(MOMENT_EDGES)), MOMENT_EDGES, MOMENT_FAULTS)
