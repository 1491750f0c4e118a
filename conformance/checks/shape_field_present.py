"""The check of `shape.field-present`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.checks._shared.shape_mismatches import of_kind, shows
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violation


def applies(observation: Observation) -> bool:
    """Whether fields were judged, and the answer is no plain refusal: what is beside it may not be there."""
    data = observation.data
    nulls = isinstance(data, dict) and bool(data) and all(value is None for value in data.values())
    return shows("field-present")(observation) and not (nulls and observation.errors)


@check("shape.field-present", applies=applies)
def shape_field_present(observation: Observation) -> Iterator[Violation]:
    """Every field that was asked for is in the response, be it with the value null.

    Source: GraphQL specification, September 2025, section 6.3 Executing Selection Sets.
    """
    return of_kind(observation, "field-present")
