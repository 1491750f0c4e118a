"""The check of `error.code-declared`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.checks._shared.codes import may_raise, weight_at
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation, RaisedError
from kraken_conformance.model.violation import Violation
from kraken_conformance.spec import Level


def _well_formed(observation: Observation) -> list[RaisedError]:
    return [error for error in observation.raised if error.facts.is_code(error.code)]


@check(
    "error.code-declared",
    applies=lambda observation: observation.mutation is not None and bool(_well_formed(observation)),
)
def error_code_declared(observation: Observation) -> Iterator[Violation]:
    """A code that the mutation raises is one that it declares, or one that is common to all.

    Where the documents list no errors for the mutation, nothing says that it raises none. The same
    holds for a request that is refused before the mutation is executed. A code that says that the server failed
    is declared nowhere and common to none.

    Source: reference pages, "The possible errors that can be raised are".
    """
    assert observation.mutation is not None
    declared = observation.mutation.errors
    for error in _well_formed(observation):
        if may_raise(observation.contract, observation.mutation, error.code):
            continue
        path = error.code_place
        if error.code in observation.contract.internal_errors:
            yield Violation(path, "no internal error of the server", error.code, topic=error.code)
            continue
        expected = (
            f"one of {', '.join(declared)}, or a common code"
            if declared
            else "a common code: none is declared"
        )
        doubtful = not declared or not observation.answers_in_execution(error)
        level = Level.SHOULD if doubtful else weight_at(error)
        yield Violation(path, expected, error.code, level, topic=error.code)
