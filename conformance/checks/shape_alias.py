"""The check of `shape.alias`."""

from kraken_conformance.checks._shared.shape_mismatches import of_kind, shows
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations


@check("shape.alias", applies=shows("alias"))
def shape_alias(observation: Observation) -> Violations:
    """A field that was asked for under an alias comes under that alias.

    Source: GraphQL specification, September 2025, section 2.8 Field Alias.
    """
    return of_kind(observation, "alias")
