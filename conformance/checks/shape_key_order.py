"""The check of `shape.key-order`."""

from kraken_conformance.checks._shared.shape_mismatches import of_kind, shows
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations


@check("shape.key-order", applies=shows("key-order"))
def shape_key_order(observation: Observation) -> Violations:
    """The keys of an object come in the order in which the document asks for them.

    Source: GraphQL specification, September 2025, section 7.2.2 Serialized Map Ordering.
    """
    return of_kind(observation, "key-order")
