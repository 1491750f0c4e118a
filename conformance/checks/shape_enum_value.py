"""The check of `shape.enum-value`."""

from kraken_conformance.checks._shared.shape_mismatches import of_kind, shows
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations


@check("shape.enum-value", applies=shows("enum-value"))
def shape_enum_value(observation: Observation) -> Violations:
    """A value of an enum type is the name of one of its values.

    Source: GraphQL specification, September 2025, section 3.9 Enums.
    """
    return of_kind(observation, "enum-value")
