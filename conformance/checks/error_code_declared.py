"""The check of `error.code-declared`."""

from kraken_conformance.checks._shared.codes import may_raise, weight_at
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation, RaisedError
from kraken_conformance.model.violation import Violation, Violations
from kraken_conformance.spec import Level


def _own(observation: Observation) -> list[RaisedError]:
    """Return the errors of the mutation itself: what is common to all stops a request before it gets there.

    Where the documents list no errors, nothing is said of codes but that the server must not fail.
    """
    mutation, contract = observation.mutation, observation.contract
    if mutation is None:
        return []
    well_formed = [error for error in observation.raised if error.facts.is_code(error.code)]
    if not mutation.errors_documented:
        return [e for e in well_formed if e.code in contract.internal_errors]
    return [e for e in well_formed if e.code in mutation.errors or e.code not in contract.common_errors]


@check("error.code-declared", applies=lambda observation: bool(_own(observation)))
def error_code_declared(observation: Observation) -> Violations:
    """A code that the mutation raises is one that it declares, or one that is common to all.

    Where the documents list no errors for the mutation, nothing says that it raises none. In a request that is
    refused before the mutation is executed a violation weighs less, and so does one below the mutation's own field.
    A code that says that the server failed is declared nowhere and common to none.

    Source: reference pages, "The possible errors that can be raised are".
    """
    assert observation.mutation is not None
    for error in _own(observation):
        if may_raise(observation.contract, observation.mutation, error.code):
            continue
        path = error.code_place
        if error.code in observation.contract.internal_errors:
            yield Violation(path, "no internal error of the server", error.code, topic=error.code)
            continue
        expected = f"one of {', '.join(observation.mutation.errors)}, or a common code"
        level = weight_at(error) if observation.answers_in_execution(error) else Level.SHOULD
        yield Violation(path, expected, error.code, level, topic=error.code)
