"""The check of `shape.list-items`."""

from kraken_conformance.checks._shared.shape_mismatches import of_kind, shows
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations


@check("shape.list-items", applies=shows("list-items"))
def shape_list_items(observation: Observation) -> Violations:
    """No item is null in a list whose items the schema declares as non-null.

    Source: GraphQL specification, September 2025, sections 3.12 Non-Null and 6.4.4 Handling Execution Errors.
    """
    return of_kind(observation, "list-items")
