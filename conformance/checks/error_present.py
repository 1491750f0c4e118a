"""The check of `error.present`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.checks._shared.applicability import graphql_answered
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Expectation
from kraken_conformance.model.violation import Violation


def _applies(observation: Observation) -> bool:
    operation = observation.case.operation
    executed = graphql_answered(observation) and isinstance(observation.data, dict) and operation is not None
    declares = observation.mutation is not None and observation.mutation.errors_documented
    return executed and declares and observation.case.expectation is not Expectation.DRY


@check("error.present", applies=_applies)
def error_present(observation: Observation) -> Iterator[Violation]:
    """A mutation that gives no value raises an error that says why.

    Source: reference pages, the sample response of the mutation and its list of possible errors.
    """
    assert observation.case.operation is not None
    silent = (
        observation.data.get(observation.case.operation.root, ...) is None
        and "errors" not in observation.body
    )
    # Where null is not allowed at all, that is what there is to mend.
    if silent and not any(violation.kind == "non-null" for violation in observation.violations):
        yield Violation(
            ("data", observation.case.operation.root),
            "a value, or an error beside the null",
            "null, and no error",
        )
