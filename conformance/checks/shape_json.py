"""The check of `shape.json`."""

from kraken_conformance.checks._shared.shape_mismatches import of_kind, shows
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations


@check("shape.json", applies=shows("json"))
def shape_json(observation: Observation) -> Violations:
    """Text of a scalar named JSONString is JSON.

    Source: the name of the scalar in the target's own schema; reference pages, the sample response.
    """
    return of_kind(observation, "json")
