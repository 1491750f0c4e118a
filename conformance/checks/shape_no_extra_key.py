"""The check of `shape.no-extra-key`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.checks.registry import check
from kraken_conformance.checks.shapes import of_kind, shows
from kraken_conformance.observation import Observation


@check("shape.no-extra-key", applies=shows("no-extra-key"))
def shape_no_extra_key(seen: Observation) -> Iterator[Breach]:
    """An object in the response has no key that was not asked for.

    Source: GraphQL specification, October 2021, section 6.3 Executing Selection Sets.
    """
    return of_kind(seen, "no-extra-key")
