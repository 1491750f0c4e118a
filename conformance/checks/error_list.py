"""The check of `error.list`."""

from typing import Any

from kraken_conformance.checks._shared.applicability import errors_present
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.json_path import Path, value_at
from kraken_conformance.model.violation import Violation, Violations
from kraken_conformance.operations.shape import short_json
from kraken_conformance.spec import Level


@check("error.list", applies=errors_present)
def error_list(observation: Observation) -> Violations:
    """Where errors is there, it is a list of objects with at least one entry.

    A second error of the same field weighs less: "only one error should be added to the errors list per field".

    Source: GraphQL specification, September 2025, sections 7.1.1 Execution Result and 7.1.3 Request Error
    Result; section 6.4.4 Handling Execution Errors.
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
    seen: set[Path] = set()
    for index, entry in enumerate(errors):
        field = _executed_field(observation.data, entry)
        if field is not None and field in seen:
            expected = "one error for each field"
            actual = f"another one with the path {short_json(list(field))}"
            yield Violation(("errors", index), expected, actual, Level.SHOULD, topic="second")
        elif field is not None:
            seen.add(field)


def _executed_field(data: Any, entry: Any) -> Path | None:
    """Return the path of the field that an error is about, None where that is not sure.

    It is sure where the path leads to the null in the place of the field. Errors before execution may have paths of
    other things, an item of a list is no field, and above the null of a whole list or object the path may be short.
    """
    path = entry.get("path") if isinstance(entry, dict) else None
    if not isinstance(path, list) or not path or not isinstance(path[-1], str):
        return None
    if any(type(key) not in (str, int) for key in path):
        return None
    holder = value_at(data, path[:-1])
    return tuple(path) if isinstance(holder, dict) and holder.get(path[-1], ...) is None else None
