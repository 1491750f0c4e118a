"""The check of `shape.list-items`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.checks.registry import check
from kraken_conformance.checks.shapes import of_kind, shows
from kraken_conformance.observation import Observation


@check("shape.list-items", applies=shows("list-items"))
def shape_list_items(seen: Observation) -> Iterator[Breach]:
    """No item is null in a list whose items the schema declares as non-null.

    Source: GraphQL specification, October 2021, section 6.4.4 Handling Field Errors.
    """
    return of_kind(seen, "list-items")
