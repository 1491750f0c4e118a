"""The check of `shape.uuid`."""

from kraken_conformance.checks._shared.shape_mismatches import of_kind, shows
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations


@check("shape.uuid", applies=shows("uuid"))
def shape_uuid(observation: Observation) -> Violations:
    """A UUID is 32 hexadecimal digits in groups of 8-4-4-4-12.

    Source: reference pages, the sample response of the mutation; RFC 9562, section 4.
    """
    return of_kind(observation, "uuid")
