"""The check of `shape.alias`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.checks._shared.shape_mismatches import of_kind, shows
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violation


@check("shape.alias", applies=shows("alias"))
def shape_alias(observation: Observation) -> Iterator[Violation]:
    """A field that was asked for under an alias comes under that alias.

    Source: GraphQL specification, September 2025, section 2.8 Field Alias.
    """
    return of_kind(observation, "alias")
