"""The check of `shape.date`."""

from kraken_conformance.checks._shared.shape_mismatches import of_kind, shows
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations


@check("shape.date", applies=shows("date"))
def shape_date(observation: Observation) -> Violations:
    """A date is a day that exists, as in 2020-01-01.

    Source: reference pages, the sample response of the mutation.
    """
    return of_kind(observation, "date")
