"""The check of `shape.text`."""

from kraken_conformance.checks._shared.shape_mismatches import of_kind, shows
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations


@check("shape.text", applies=shows("text"))
def shape_text(observation: Observation) -> Violations:
    """Text and ids are JSON strings.

    Source: reference pages, the sample response; GraphQL specification, September 2025, sections 3.5.3 String
    and 3.5.5 ID.
    """
    return of_kind(observation, "text")
