"""The check of `shape.field-present`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.checks.registry import check
from kraken_conformance.checks.shapes import of_kind, shows
from kraken_conformance.observation import Observation


@check("shape.field-present", applies=shows("field-present"))
def shape_field_present(seen: Observation) -> Iterator[Breach]:
    """Every field that was asked for is in the response, be it with the value null.

    Source: GraphQL specification, October 2021, section 6.3 Executing Selection Sets.
    """
    return of_kind(seen, "field-present")
