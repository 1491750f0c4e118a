"""Whether what was sent meets the condition of an error code."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from kraken_conformance.judging.observation import Observation
from kraken_conformance.judging.sent_values import sent_values
from kraken_conformance.spec import Change, Trigger
from kraken_conformance.spec.triggers import fits


def meets_a_condition(observation: Observation, code: str) -> bool:
    """Whether a mutation declares a code, and its input lacks or holds what a trigger of that code names."""
    return any(conditions_met(observation, code, sent_values(observation.case)))


def conditions_met(observation: Observation, code: str, values: Mapping[str, Any]) -> Iterator[Trigger]:
    """Yield the triggers of a code of a mutation whose conditions values of its input meet."""
    mutation = observation.mutation
    if mutation is None or code not in mutation.errors:
        return
    objects = list(_objects(values))
    for trigger in observation.contract.triggers.of(mutation.name, code):
        if not (trigger.flow or trigger.pool) and _is_made(trigger.change, objects):
            yield trigger


def not_missing(observation: Observation, codes: Collection[str]) -> frozenset[str]:
    """Return those of some codes for missing input that cannot be due: what they say is missing is there.

    Of fields of which one has to be there, one is: with a value that is neither null nor empty.
    """
    mutation = observation.mutation
    if mutation is None or not codes:
        return frozenset()
    there = [
        name
        for each in _objects(sent_values(observation.case))
        for name, value in each.items()
        if value not in (None, "", [], {}) and not (isinstance(value, str) and not value.strip())
    ]
    return frozenset(
        code
        for code in codes
        if all(
            any(fits(name, pattern) for name in there for pattern in trigger.change.removes)
            for trigger in observation.contract.triggers.of(mutation.name, code)
        )
    )


def _is_made(change: Change, objects: list[Mapping[str, Any]]) -> bool:
    """Whether the input is as a change would make it. What repeats or copies something is not looked at."""
    if change.repeats or change.copies or not (change.sets or change.removes):
        return False
    if any(fits(name, pattern) for each in objects for name in each for pattern in change.removes):
        return False
    return not change.sets or any(_holds(each, change.sets) for each in objects)


def _holds(value: Mapping[str, Any], sets: Mapping[str, Any]) -> bool:
    return all(
        any(
            fits(name, pattern) and type(inner) is type(wanted) and inner == wanted
            for name, inner in value.items()
        )
        for pattern, wanted in sets.items()
    )


def _objects(value: Any) -> Iterator[Mapping[str, Any]]:
    """Yield every object of the input."""
    if isinstance(value, Mapping):
        yield value
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    for each in inner:
        yield from _objects(each)
