"""The check of `shape.time`."""

from kraken_conformance.checks._shared.shape_mismatches import of_kind, shows
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations


@check("shape.time", applies=shows("time"))
def shape_time(observation: Observation) -> Violations:
    """A value of a scalar named Time is a time of day, as in 08:30:00.

    Source: the name of the scalar in the target's own schema; ISO 8601.
    """
    return of_kind(observation, "time")
