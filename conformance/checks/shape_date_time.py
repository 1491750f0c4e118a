"""The check of `shape.date-time`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.checks.registry import check
from kraken_conformance.checks.shapes import of_kind, shows
from kraken_conformance.observation import Observation


@check("shape.date-time", applies=shows("date-time"))
def shape_date_time(seen: Observation) -> Iterator[Breach]:
    """A date-time is that of RFC 3339 with an offset, as in 2020-01-01T00:00:00.000Z.

    Source: reference pages, the sample response of the mutation; RFC 3339, section 5.6.
    """
    return of_kind(seen, "date-time")
