"""The check of `error.input-path`."""

from collections.abc import Iterator
from typing import Any

from graphql import GraphQLInputObjectType, get_named_type

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


def _names(observation: Observation) -> set[str]:
    """Return the names of all arguments and input fields of the mutation, without case and underscores."""
    assert observation.mutation is not None
    root = observation.target.type_system.mutation_type
    field = None if root is None else root.fields.get(observation.mutation.name)
    waiting = [] if field is None else [(name, argument.type) for name, argument in field.args.items()]
    names, opened = set[str](), set[str]()
    while waiting:
        name, type_ = waiting.pop()
        names.add(_plain(name))
        named = get_named_type(type_)
        if isinstance(named, GraphQLInputObjectType) and named.name not in opened:
            opened.add(named.name)
            waiting += [(part, inner.type) for part, inner in named.fields.items()]
    return names


def _plain(name: str) -> str:
    return name.replace("_", "").lower()


@check("error.input-path", applies=_names_paths)
def error_input_path(observation: Observation) -> Violations:
    """The inputPath of a validation error names an input of the mutation.

    The names are compared without case and underscores: some servers write them as their own code does.

    Source: platform documentation, the error envelope.
    """
    for error in observation.own_errors:
        key = error.facts.validation_errors
        for index, steps in _paths(error.extensions.get(key)):
            wanted = _plain(next((step for step in reversed(steps) if isinstance(step, str)), ""))
            if wanted not in _names(observation):
                expected = "a path that ends at an input of the mutation"
                yield Violation((*error.place_of(key), index, "inputPath"), expected, short_json(steps))
