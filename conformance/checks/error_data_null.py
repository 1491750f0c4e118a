"""The check of `error.data-null`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violation
from kraken_conformance.operations.shape import short_json


def _raised_in_fields(observation: Observation) -> bool:
    return observation.executed and any(observation.begins_with_root(error) for error in observation.errors)


@check("error.data-null", applies=_raised_in_fields)
def error_data_null(observation: Observation) -> Iterator[Violation]:
    """A field that raised an error is null in data.

    Where the field cannot be null, the nearest object around it that can be is null instead.

    Source: GraphQL specification, October 2021, section 6.4.4 Handling Field Errors.
    """
    for error in observation.errors:
        if not observation.begins_with_root(error):
            continue
        value = _at(observation.data, error.entry["path"])
        if value is not None:
            yield Violation(
                ("data", *error.entry["path"]), "null, as an error was raised there", short_json(value)
            )


def _at(value: object, path: list[object]) -> object:
    """Return the value at a path; None where something on the way is null or there is nothing."""
    for step in path:
        if isinstance(value, dict) and isinstance(step, str):
            value = value.get(step)
        elif isinstance(value, list) and type(step) is int and 0 <= step < len(value):
            value = value[step]
        else:
            return None
    return value
