"""The check of `shape.boolean`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.checks.registry import check
from kraken_conformance.checks.shapes import of_kind, shows
from kraken_conformance.observation import Observation


@check("shape.boolean", applies=shows("boolean"))
def shape_boolean(seen: Observation) -> Iterator[Breach]:
    """Booleans are true or false.

    Source: reference pages, the sample response; GraphQL specification, section 3.5.4 Boolean.
    """
    return of_kind(seen, "boolean")
