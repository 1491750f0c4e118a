"""The check of `error.code-declared`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.checks.codes import CODE, may_raise, weight_at
from kraken_conformance.checks.registry import check
from kraken_conformance.observation import Observation, RaisedError
from kraken_conformance.spec import Level


def _well_formed(seen: Observation) -> list[RaisedError]:
    return [error for error in seen.raised if isinstance(error.code, str) and CODE.fullmatch(error.code)]


@check("error.code-declared", applies=lambda seen: seen.mutation is not None and bool(_well_formed(seen)))
def error_code_declared(seen: Observation) -> Iterator[Breach]:
    """A code that the mutation raises is one that it declares, or one that is common to all.

    Where the documents list no errors for the mutation, nothing says that it raises none. The same
    holds for a request that is refused before the mutation is executed. A code that says that the server failed
    is declared nowhere and common to none.

    Source: reference pages, "The possible errors that can be raised are".
    """
    assert seen.mutation is not None
    declared = seen.mutation.errors
    for error in _well_formed(seen):
        if may_raise(seen.contract, seen.mutation, error.code):
            continue
        path = ("errors", error.index, "extensions", "errorCode")
        if error.code in seen.contract.internal_errors:
            yield Breach(path, "no internal error of the server", error.code, topic=error.code)
            continue
        expected = (
            f"one of {', '.join(declared)}, or a common code"
            if declared
            else "a common code: none is declared"
        )
        doubtful = not declared or not seen.answers_in_execution(error)
        level = Level.SHOULD if doubtful else weight_at(error)
        yield Breach(path, expected, error.code, level, topic=error.code)
