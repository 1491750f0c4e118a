"""The check of `shape.field-present`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.checks._shared.shape_mismatches import of_kind, shows
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violation


@check("shape.field-present", applies=shows("field-present"))
def shape_field_present(observation: Observation) -> Iterator[Violation]:
    """Every field that was asked for is in the response, be it with the value null.

    Source: GraphQL specification, September 2025, section 6.3 Executing Selection Sets.
    """
    return of_kind(observation, "field-present")
