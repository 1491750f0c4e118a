"""Dates, times of day and moments, as text in the profile of RFC 3339.

Conservative on purpose, so that strict servers on any engine take them: years 1900 to 2100, seconds
always written, moments always with `Z` or an offset, times of day without one.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from functools import partial

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from kraken_conformance.strategies.values import Edge, Fault, Leaf

FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2100, 12, 31)
MALFORMED = "malformed-scalar"

DATE_EDGES = (
    Edge("leap day", "2024-02-29"),
    Edge("year end", "2025-12-31"),
    Edge("first of January", "2026-01-01"),
    Edge("far past", "1900-01-01"),
    Edge("far future", "2100-12-31"),
)
DATE_FAULTS = (
    Fault(MALFORMED, "text that is no date", "not-a-date"),
    Fault(MALFORMED, "30 February", "2023-02-30"),
    Fault(MALFORMED, "29 February of a year without one", "2023-02-29"),
    Fault(MALFORMED, "month 13", "2024-13-01"),
    Fault(MALFORMED, "empty text", ""),
)
TIME_EDGES = (
    Edge("midnight", "00:00:00"),
    Edge("last second of the day", "23:59:59"),
    Edge("noon", "12:00:00"),
)
TIME_FAULTS = (
    Fault(MALFORMED, "text that is no time", "not-a-time"),
    Fault(MALFORMED, "hour 25", "25:00:00"),
    Fault(MALFORMED, "minute 60", "10:60:00"),
    Fault(MALFORMED, "empty text", ""),
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
    Fault(MALFORMED, "text that is no moment", "not-a-date-time"),
    Fault(MALFORMED, "30 February", "2023-02-30T10:00:00Z"),
    Fault(MALFORMED, "hour 25", "2023-01-01T25:00:00Z"),
    Fault(MALFORMED, "empty text", ""),
)

_ZONES = (UTC, timezone(timedelta(hours=2)), timezone(timedelta(hours=1)), timezone(timedelta(hours=-5)))
_MINUTES_A_YEAR = 365 * 24 * 60


def _day(start: date, offset: int) -> str:
    return (start + timedelta(days=offset)).isoformat()


def days_from(start: date, earliest: int, latest: int) -> SearchStrategy[str]:
    """Return a strategy for dates so many days from `start`, both included; shrinks towards `start`."""
    return st.integers(earliest, latest).map(partial(_day, start))


def dates(today: date) -> SearchStrategy[str]:
    """Return a strategy for dates, most of them within a year of `today`; shrinks towards `today`."""
    anywhere = days_from(today, (FIRST_DAY - today).days, (LAST_DAY - today).days)
    return st.one_of(days_from(today, -366, 366), st.sampled_from(_values(DATE_EDGES)), anywhere)


def times_of_day() -> SearchStrategy[str]:
    """Return a strategy for times of day to the second; shrinks towards noon, then the full hour."""
    return st.one_of(
        st.sampled_from(("12:00:00", "00:00:00", "08:30:00", "23:59:59", "06:00:00")),
        st.integers(0, 24 * 3600 - 1).map(_time_of_day),
    )


def _time_of_day(second: int) -> str:
    return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"


def _moment(today: date, number: int) -> str:
    minutes, zone = divmod(abs(number), len(_ZONES))
    midnight = datetime(today.year, today.month, today.day, tzinfo=UTC)
    moment = midnight + timedelta(minutes=minutes if number >= 0 else -minutes)
    return moment.astimezone(_ZONES[zone]).isoformat().replace("+00:00", "Z")


def moments(today: date) -> SearchStrategy[str]:
    """Return a strategy for moments, most within a year of `today`, in several time zones.

    Shrinks towards midnight UTC of `today`.
    """
    span = _MINUTES_A_YEAR * len(_ZONES)
    near = st.integers(-span, span).map(partial(_moment, today))
    return st.one_of(near, st.sampled_from(_values(MOMENT_EDGES)))


def _values(edges: tuple[Edge, ...]) -> tuple[str, ...]:
    return tuple(edge.value for edge in edges)


def date_leaf(today: date) -> Leaf:
    """Return what is known of `Date`."""
    return Leaf(dates(today), today.isoformat(), DATE_EDGES, DATE_FAULTS)


def time_leaf() -> Leaf:
    """Return what is known of `Time`."""
    return Leaf(times_of_day(), "12:00:00", TIME_EDGES, TIME_FAULTS)


def moment_leaf(today: date) -> Leaf:
    """Return what is known of `DateTime`."""
    return Leaf(moments(today), f"{today.isoformat()}T00:00:00Z", MOMENT_EDGES, MOMENT_FAULTS)
