"""The check of `shape.decimal`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.checks.registry import check
from kraken_conformance.checks.shapes import of_kind, shows
from kraken_conformance.observation import Observation


@check("shape.decimal", applies=shows("decimal"))
def shape_decimal(seen: Observation) -> Iterator[Breach]:
    """A value of a scalar named Decimal is a decimal number, as text or as a JSON number.

    Source: the name of the scalar in the target's own schema.
    """
    return of_kind(seen, "decimal")
