"""The check of `shape.json`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.checks.registry import check
from kraken_conformance.checks.shapes import of_kind, shows
from kraken_conformance.observation import Observation


@check("shape.json", applies=shows("json"))
def shape_json(seen: Observation) -> Iterator[Breach]:
    """Text of a scalar named JSONString is JSON.

    Source: the name of the scalar in the target's own schema; reference pages, the sample response.
    """
    return of_kind(seen, "json")
