"""The check of `shape.typename`."""

from kraken_conformance.checks._shared.shape_mismatches import of_kind, shows
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations


@check("shape.typename", applies=shows("typename"))
def shape_typename(observation: Observation) -> Violations:
    """__typename is the name of the object's type, which is one of those that are possible there.

    Source: GraphQL specification, September 2025, section 4.1 Type Name Introspection.
    """
    return of_kind(observation, "typename")
