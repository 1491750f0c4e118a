"""The check of `error.path`."""

from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation, RaisedError
from kraken_conformance.model.violation import Violation, Violations
from kraken_conformance.operations.shape import short_json
from kraken_conformance.operations.shape.positions import is_position
from kraken_conformance.spec import Level, Role


def _has_place(observation: Observation) -> bool:
    return (
        observation.mutation is not None
        and observation.case.operation is not None
        and any(_wants_path(observation, e) for e in observation.raised)
    )


def _wants_path(observation: Observation, error: RaisedError) -> bool:
    """Whether an error is that of a field, and not of a gate that every request passes before."""
    if observation.executed or error.entry.get("path") is not None:
        return True
    assert observation.mutation is not None
    no_token = observation.contract.codes_of(Role.NO_TOKEN)
    return error.code_text in observation.mutation.errors and error.code_text not in no_token


@check("error.path", applies=_has_place)
def error_path(observation: Observation) -> Violations:
    """An error raised in a field has the path of that field, beginning with the response key of the mutation.

    A server that answers with a declared code and without data may have refused the request before
    execution: there the missing path weighs less.

    Source: GraphQL specification, September 2025, sections 7.1.4 Response Position and 7.1.6 Errors.
    """
    assert observation.case.operation is not None
    root = observation.case.operation.root
    for error in observation.raised:
        path = error.entry.get("path")
        place = ("errors", error.index, "path")
        if not _wants_path(observation, error):
            continue
        if path is None:
            yield Violation(
                place,
                f'a path that begins with "{root}"',
                "no path",
                None if observation.executed else Level.SHOULD,
            )
        elif not isinstance(path, list) or path[:1] != [root]:
            yield Violation(place, f'a path that begins with "{root}"', short_json(path))
        elif not _is_asked_for(observation, path):
            expected = "a path to a field that was asked for, with an index for each list"
            yield Violation(place, expected, short_json(path))
        elif not is_position(observation.data, path):
            yield Violation(
                place, "a path to a position in data, with an index for each list", short_json(path)
            )


def _is_asked_for(observation: Observation, path: list[str | int]) -> bool:
    operation = observation.case.operation
    assert operation is not None
    if path == [operation.root] and "@" not in operation.document:
        return True
    return observation.target.shape(operation).selects(path)
