"""The check of `shape.alias`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.checks.registry import check
from kraken_conformance.checks.shapes import of_kind, shows
from kraken_conformance.observation import Observation


@check("shape.alias", applies=shows("alias"))
def shape_alias(seen: Observation) -> Iterator[Breach]:
    """A field that was asked for under an alias comes under that alias.

    Source: GraphQL specification, October 2021, section 2.7 Field Alias.
    """
    return of_kind(seen, "alias")
