"""The check of `shape.payload`."""

from kraken_conformance.checks._shared.shape_mismatches import of_kind, shows
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations


@check("shape.payload", applies=shows("payload"))
def shape_payload(observation: Observation) -> Violations:
    """What the mutation returns, and every object in it, is a JSON object.

    Source: reference pages, the sample response of the mutation.
    """
    return of_kind(observation, "payload")
