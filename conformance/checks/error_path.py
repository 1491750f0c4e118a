"""The check of `error.path`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.checks.applicability import errors_raised
from kraken_conformance.checks.registry import check
from kraken_conformance.observation import Observation, RaisedError
from kraken_conformance.shape import short_json
from kraken_conformance.spec import AUTHORIZATION_MISSING, Level


def _has_place(seen: Observation) -> bool:
    return (
        errors_raised(seen)
        and seen.case.operation is not None
        and any(_wants_path(seen, e) for e in seen.raised)
    )


def _wants_path(seen: Observation, error: RaisedError) -> bool:
    """Whether an error is that of a field, and not of a gate that every request passes before."""
    if seen.executed or error.entry.get("path") is not None:
        return True
    assert seen.mutation is not None
    return error.code in seen.mutation.errors and error.code != AUTHORIZATION_MISSING


@check("error.path", applies=_has_place)
def error_path(seen: Observation) -> Iterator[Breach]:
    """An error raised in a field has the path of that field, beginning with the response key of the mutation.

    A server that answers with a declared code and without data may have refused the request before
    execution: there the missing path weighs less.

    Source: GraphQL specification, October 2021, section 7.1.2 Errors.
    """
    assert seen.case.operation is not None
    root = seen.case.operation.root
    for error in seen.raised:
        path = error.entry.get("path")
        place = ("errors", error.index, "path")
        if not _wants_path(seen, error):
            continue
        if path is None:
            yield Breach(
                place, f'a path that begins with "{root}"', "no path", None if seen.executed else Level.SHOULD
            )
        elif not isinstance(path, list) or path[:1] != [root]:
            yield Breach(place, f'a path that begins with "{root}"', short_json(path))
        elif not seen.target.shape(seen.case.operation).selects(path):
            yield Breach(place, "a path to a field that was asked for", short_json(path))
