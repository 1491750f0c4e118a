"""The check of `shape.number`."""

from kraken_conformance.checks._shared.shape_mismatches import of_kind, shows
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations


@check("shape.number", applies=shows("number"))
def shape_number(observation: Observation) -> Violations:
    """A value of type Float is a finite JSON number.

    Source: reference pages, the sample response; GraphQL specification, September 2025, section 3.5.2 Float.
    """
    return of_kind(observation, "number")
