"""The check of `shape.int-range`."""

from kraken_conformance.checks._shared.shape_mismatches import of_kind, shows
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations


@check("shape.int-range", applies=shows("int-range"))
def shape_int_range(observation: Observation) -> Violations:
    """A value of type Int lies within 32 bits.

    Source: GraphQL specification, September 2025, sections 3.5 Scalars and 3.5.1 Int.
    """
    return of_kind(observation, "int-range")
