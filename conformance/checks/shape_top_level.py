"""The check of `shape.top-level`."""

from kraken_conformance.checks._shared.applicability import graphql_answered
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violation, Violations
from kraken_conformance.operations.shape import short_json

ENTRIES = ("data", "errors", "extensions")


@check("shape.top-level", applies=graphql_answered)
def shape_top_level(observation: Observation) -> Violations:
    """A response is a JSON object with no other entries than data, errors and extensions.

    Source: GraphQL specification, September 2025, section 7.1.8 Additional Entries.
    """
    if not isinstance(observation.json, dict):
        yield Violation((), "a JSON object", short_json(observation.json))
    for key, value in observation.body.items():
        if key not in ENTRIES:
            yield Violation((key,), "only data, errors and extensions", short_json({key: value}))
