"""The check of `shape.boolean`."""

from kraken_conformance.checks._shared.shape_mismatches import of_kind, shows
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations


@check("shape.boolean", applies=shows("boolean"))
def shape_boolean(observation: Observation) -> Violations:
    """Booleans are true or false.

    Source: reference pages, the sample response; GraphQL specification, September 2025, section 3.5.4 Boolean.
    """
    return of_kind(observation, "boolean")
