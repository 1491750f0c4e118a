"""The check of `shape.text`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.checks.registry import check
from kraken_conformance.checks.shapes import of_kind, shows
from kraken_conformance.observation import Observation


@check("shape.text", applies=shows("text"))
def shape_text(seen: Observation) -> Iterator[Breach]:
    """Text and ids are JSON strings.

    Source: reference pages, the sample response; GraphQL specification, sections 3.5.3 and 3.5.5.
    """
    return of_kind(seen, "text")
