"""The check of `shape.date-time`."""

from kraken_conformance.checks._shared.shape_mismatches import of_kind, shows
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations


@check("shape.date-time", applies=shows("date-time"))
def shape_date_time(observation: Observation) -> Violations:
    """A date-time is that of RFC 3339 with an offset, as in 2020-01-01T00:00:00.000Z.

    Source: reference pages, the sample response of the mutation; RFC 3339, section 5.6.
    """
    return of_kind(observation, "date-time")
