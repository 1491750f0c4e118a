"""The check of `shape.list`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.checks.registry import check
from kraken_conformance.checks.shapes import of_kind, shows
from kraken_conformance.observation import Observation


@check("shape.list", applies=shows("list"))
def shape_list(seen: Observation) -> Iterator[Breach]:
    """A list stands where the documents or the schema declare one, and nowhere else.

    Source: reference pages, the sample response; GraphQL specification, section 3.11 List.
    """
    return of_kind(seen, "list")
