"""The check of `shape.integer`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.checks.registry import check
from kraken_conformance.checks.shapes import of_kind, shows
from kraken_conformance.observation import Observation


@check("shape.integer", applies=shows("integer"))
def shape_integer(seen: Observation) -> Iterator[Breach]:
    """Integers are JSON numbers without fraction or exponent.

    Source: reference pages, the sample response; GraphQL specification, section 3.5.1 Int.
    """
    return of_kind(seen, "integer")
