"""The check of `shape.number`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.checks.registry import check
from kraken_conformance.checks.shapes import of_kind, shows
from kraken_conformance.observation import Observation


@check("shape.number", applies=shows("number"))
def shape_number(seen: Observation) -> Iterator[Breach]:
    """A value of type Float is a finite JSON number.

    Source: reference pages, the sample response; GraphQL specification, section 3.5.2 Float.
    """
    return of_kind(seen, "number")
