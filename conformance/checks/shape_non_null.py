"""The check of `shape.non-null`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.checks.registry import check
from kraken_conformance.checks.shapes import of_kind, shows
from kraken_conformance.observation import Observation


@check("shape.non-null", applies=shows("non-null"))
def shape_non_null(seen: Observation) -> Iterator[Breach]:
    """No field is null that the schema declares as non-null.

    Source: GraphQL specification, October 2021, section 6.4.4 Handling Field Errors.
    """
    return of_kind(seen, "non-null")
