"""The check of `error.list`."""

from kraken_conformance.checks._shared.applicability import errors_present
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violation, Violations
from kraken_conformance.operations.shape import short_json


@check("error.list", applies=errors_present)
def error_list(observation: Observation) -> Violations:
    """Where errors is there, it is a list of objects with at least one entry.

    Source: GraphQL specification, September 2025, sections 7.1.1 Execution Result and 7.1.3 Request Error
    Result.
    """
    errors = observation.body["errors"]
    if not isinstance(errors, list) or not errors:
        yield Violation(
            ("errors",), "a list with at least one error, or no entry `errors`", short_json(errors)
        )
        return
    for index, entry in enumerate(errors):
        if not isinstance(entry, dict):
            yield Violation(("errors", index), "an object", short_json(entry))
