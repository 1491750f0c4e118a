"""The check of `error.data-null`."""

from typing import Any, Final

from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation, RaisedError
from kraken_conformance.model.violation import Violation, Violations
from kraken_conformance.operations.shape import short_json

_NOWHERE: Final = object()


def _raised_in_fields(observation: Observation) -> bool:
    return observation.executed and any(_leads_somewhere(observation, error) for error in observation.errors)


def _leads_somewhere(observation: Observation, error: RaisedError) -> bool:
    """Whether the path of an error leads to a value in data, or to a null above it."""
    return observation.begins_with_root(error) and _at(observation.data, error.entry["path"]) is not _NOWHERE


@check("error.data-null", applies=_raised_in_fields)
def error_data_null(observation: Observation) -> Violations:
    """A field that raised an error is null in data.

    Where the field cannot be null, the nearest object around it that can be is null instead.

    Source: GraphQL specification, September 2025, sections 6.4.4 Handling Execution Errors and 7.1.6 Errors.
    """
    for error in observation.errors:
        if not _leads_somewhere(observation, error):
            continue
        value = _at(observation.data, error.entry["path"])
        if value is not None:
            yield Violation(
                ("data", *error.entry["path"]), "null, as an error was raised there", short_json(value)
            )


def _at(value: Any, path: list[Any]) -> Any:
    """Return the value at a path, None where something on the way is null, `_NOWHERE` where there is nothing."""
    for step in path:
        if value is None:
            return None
        if isinstance(value, dict):
            value = value.get(step, _NOWHERE) if isinstance(step, str) else _NOWHERE
        else:
            inside = isinstance(value, list) and type(step) is int and 0 <= step < len(value)
            value = value[step] if inside else _NOWHERE
    return value
