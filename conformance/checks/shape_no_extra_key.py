"""The check of `shape.no-extra-key`."""

from kraken_conformance.checks._shared.shape_mismatches import of_kind, shows
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations


@check("shape.no-extra-key", applies=shows("no-extra-key"))
def shape_no_extra_key(observation: Observation) -> Violations:
    """An object in the response has no key that was not asked for.

    Source: GraphQL specification, September 2025, section 6.3 Executing Selection Sets.
    """
    return of_kind(observation, "no-extra-key")
