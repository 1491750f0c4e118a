"""The check of `error.input-path`."""

from collections.abc import Iterator
from typing import Any

from kraken_conformance.checks._shared.blamed_input import another, blamed, broken
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violation, Violations
from kraken_conformance.operations.shape import short_json


def _names_paths(observation: Observation) -> bool:
    if observation.mutation is None or observation.case.operation is None or observation.case.raw is not None:
        return False
    found = (error.extensions.get(error.facts.validation_errors) for error in observation.own_errors)
    given = any(any(_paths(entries)) for entries in found)
    return given and observation.target.strategies.known(observation.mutation)


def _paths(entries: Any) -> Iterator[tuple[int, list[Any]]]:
    """Yield the paths of validation errors that are lists with something in them, each with its position."""
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        steps = entry.get("inputPath") if isinstance(entry, dict) else None
        if isinstance(steps, list) and steps:
            yield index, steps


@check("error.input-path", applies=_names_paths)
def error_input_path(observation: Observation) -> Violations:
    """The inputPath of a validation error leads from an argument of the mutation to the input that is wrong.

    The names are compared without case and underscores: some servers write them as their own code does. An index is one
    of the list that was sent. Where one input alone makes the code due, which is no guess, and the same input without
    it was accepted just before, no other one of another kind is blamed.

    Source: platform documentation, the error envelope.
    """
    wrong, case_due = broken(observation), observation.case.due
    for error in observation.own_errors:
        key = error.facts.validation_errors
        due = case_due is not None and not case_due.guess and error.code in case_due.codes
        for index, steps in _paths(error.extensions.get(key)):
            place = (*error.place_of(key), index, "inputPath")
            path = blamed(observation, steps)
            if path is None:
                expected = "a path that leads from an argument to an input of the mutation"
                yield Violation(place, expected, short_json(steps))
            elif due and wrong is not None and another(observation, path, wrong):
                yield Violation(place, f"{short_json(list(wrong))}, which is wrong", short_json(steps))
