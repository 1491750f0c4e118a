"""The check of `shape.date`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.checks.registry import check
from kraken_conformance.checks.shapes import of_kind, shows
from kraken_conformance.observation import Observation


@check("shape.date", applies=shows("date"))
def shape_date(seen: Observation) -> Iterator[Breach]:
    """A date is a day that exists, as in 2020-01-01.

    Source: reference pages, the sample response of the mutation.
    """
    return of_kind(seen, "date")
