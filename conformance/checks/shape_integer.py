"""The check of `shape.integer`."""

from kraken_conformance.checks._shared.shape_mismatches import of_kind, shows
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations


@check("shape.integer", applies=shows("integer"))
def shape_integer(observation: Observation) -> Violations:
    """Integers are JSON numbers without fraction or exponent.

    Source: reference pages, the sample response; GraphQL specification, September 2025, section 3.5.1 Int.
    """
    return of_kind(observation, "integer")
