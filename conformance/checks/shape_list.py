"""The check of `shape.list`."""

from kraken_conformance.checks._shared.shape_mismatches import of_kind, shows
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations


@check("shape.list", applies=shows("list"))
def shape_list(observation: Observation) -> Violations:
    """A list stands where the documents or the schema declare one, and nowhere else.

    Source: reference pages, the sample response; GraphQL specification, September 2025, section 3.11 List.
    """
    return of_kind(observation, "list")
