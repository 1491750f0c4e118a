"""The check of `shape.decimal`."""

from kraken_conformance.checks._shared.shape_mismatches import of_kind, shows
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations


@check("shape.decimal", applies=shows("decimal"))
def shape_decimal(observation: Observation) -> Violations:
    """A value of a scalar named Decimal is a decimal number, as text or as a JSON number.

    Source: the name of the scalar in the target's own schema.
    """
    return of_kind(observation, "decimal")
