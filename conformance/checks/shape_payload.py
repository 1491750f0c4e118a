"""The check of `shape.payload`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.checks.registry import check
from kraken_conformance.checks.shapes import of_kind, shows
from kraken_conformance.observation import Observation


@check("shape.payload", applies=shows("payload"))
def shape_payload(seen: Observation) -> Iterator[Breach]:
    """What the mutation returns, and every object in it, is a JSON object.

    Source: reference pages, the sample response of the mutation.
    """
    return of_kind(seen, "payload")
