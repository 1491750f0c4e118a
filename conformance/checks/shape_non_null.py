"""The check of `shape.non-null`."""

from kraken_conformance.checks._shared.shape_mismatches import of_kind, shows
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations


@check("shape.non-null", applies=shows("non-null"))
def shape_non_null(observation: Observation) -> Violations:
    """No field is null that the schema declares as non-null.

    Source: GraphQL specification, September 2025, sections 3.12 Non-Null and 6.4.4 Handling Execution Errors.
    """
    return of_kind(observation, "non-null")
