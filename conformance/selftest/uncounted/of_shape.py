"""Exchanges that show nothing of a `shape` requirement."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from kraken_conformance.judging.observation import Observation
from kraken_conformance.selftest.uncounted.changes import (
    INVALID,
    SOMEBODY_ELSE,
    answered,
    refused,
    with_root,
)
from kraken_conformance.selftest.uncounted.registry import not_counted

VALID = "valid-input"

OF_OBJECTS = (
    "shape.payload",
    "shape.field-present",
    "shape.no-extra-key",
    "shape.alias",
    "shape.non-null",
    "shape.key-order",
    "shape.echo",
    "shape.documented-member",
)
OF_LEAVES = (
    "shape.text",
    "shape.integer",
    "shape.int-range",
    "shape.number",
    "shape.boolean",
    "shape.enum-value",
    "shape.date",
    "shape.date-time",
    "shape.time",
    "shape.uuid",
    "shape.decimal",
    "shape.json",
)
OF_LISTS = ("shape.list", "shape.list-items")
ANSWERS = ("shape.top-level", "shape.data-key")

for _by_somebody_else in SOMEBODY_ELSE:
    not_counted(*ANSWERS, *OF_OBJECTS, *OF_LEAVES, *OF_LISTS, "shape.typename", probe=VALID)(
        _by_somebody_else
    )


@not_counted(*OF_OBJECTS, *OF_LEAVES, *OF_LISTS, "shape.typename", probe=VALID)
def null_payload(observation: Observation) -> Observation:
    """The mutation answers null beside an error: only the wrapper `data` is there."""
    return refused(observation)


@not_counted(*OF_LEAVES, *OF_LISTS, probe=VALID)
def every_field_null(observation: Observation) -> Observation:
    """Every field of the payload is null: no value of any kind is there."""
    return with_root(observation, dict.fromkeys(observation.root))


@not_counted("shape.list-items", probe=VALID)
def empty_lists(observation: Observation) -> Observation:
    """Every list in the payload is empty: there is no item to look at."""
    return with_root(
        observation, _each(observation.root, lambda value: [] if isinstance(value, list) else value)
    )


@not_counted("shape.possible-errors", probe="dry-run")
def no_possible_errors(observation: Observation) -> Observation:
    """The list `possibleErrors` is empty: there is no code to look at."""
    return with_root(
        observation, {**observation.root, str(observation.contract.platform.possible_errors_field): []}
    )


@not_counted("shape.int-range", probe=VALID)
def integers_as_text(observation: Observation) -> Observation:
    """Integers come as text, which `shape.integer` reports: they have no range."""
    return with_root(
        observation, _each(observation.root, lambda value: str(value) if type(value) is int else value)
    )


@not_counted("shape.json", probe=VALID)
def json_as_values(observation: Observation) -> Observation:
    """The values of a JSON scalar come as JSON values, not as text that holds JSON."""
    return with_root(
        observation, _each(observation.root, lambda value: True if isinstance(value, str) else value)
    )


@not_counted("shape.data-key", probe=VALID)
def errors_without_data(observation: Observation) -> Observation:
    """The document is refused: an entry `data` is neither asked for nor forbidden there."""
    return answered(observation, INVALID)


@not_counted("shape.top-level", probe=VALID)
def page_that_says_success(observation: Observation) -> Observation:
    """A page of HTML comes with the status 200: it is no response of GraphQL."""
    return answered(observation, b"<html><body>Please wait.</body></html>", 200, "text/html")


def _each(value: Any, change: Callable[[Any], Any]) -> Any:
    """Return a value with a change made to every value in it, the outer ones first."""
    changed = change(value)
    if isinstance(changed, dict):
        return {name: _each(inner, change) for name, inner in changed.items()}
    return [_each(inner, change) for inner in changed] if isinstance(changed, list) else changed


@not_counted("shape.key-order", probe=VALID)
def one_key(observation: Observation) -> Observation:
    """The object has one key: there is no order."""
    assert observation.case.operation is not None
    root = observation.case.operation.root
    operation = replace(
        observation.case.operation, document=f"mutation M {{ {root} {{ __typename }} }}", name="M"
    )
    case = replace(observation.case, operation=operation)
    return replace(observation, exchange=replace(observation.exchange, case=case))


@not_counted("shape.echo", probe=VALID)
def nothing_sent_that_comes_back(observation: Observation) -> Observation:
    """The input has no value under the name of a field."""
    case = replace(observation.case, variables={})
    return replace(observation, exchange=replace(observation.exchange, case=case))


@not_counted("shape.documented-member", probe=VALID)
def type_not_asked_for(observation: Observation) -> Observation:
    """The answer does not say of which type it is."""
    return with_root(observation, {"answer": "given"})


@not_counted("shape.text-encoding", probe=VALID)
def plain_text(observation: Observation) -> Observation:
    """All text is ASCII, which is the same in every encoding."""
    return with_root(observation, {"answer": "given"})


for _by_somebody_else in SOMEBODY_ELSE:
    not_counted("shape.text-encoding", probe=VALID)(_by_somebody_else)
