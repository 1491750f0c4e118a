"""The check of `error.present`."""

from kraken_conformance.checks._shared.applicability import graphql_answered
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Expectation
from kraken_conformance.model.violation import Violation, Violations


def _applies(observation: Observation) -> bool:
    operation = observation.case.operation
    if (
        operation is None
        or not graphql_answered(observation)
        or observation.case.expectation is Expectation.DRY
    ):
        return False
    null = isinstance(observation.data, dict) and observation.data.get(operation.root, ...) is None
    return null and observation.mutation is not None and observation.mutation.errors_documented


@check("error.present", applies=_applies)
def error_present(observation: Observation) -> Violations:
    """A mutation that gives no value raises an error that says why.

    Source: reference pages, the sample response of the mutation and its list of possible errors.
    """
    assert observation.case.operation is not None
    # Where null is not allowed at all, that is what there is to fix.
    if "errors" not in observation.body and not any(
        violation.kind == "non-null" for violation in observation.violations
    ):
        yield Violation(
            ("data", observation.case.operation.root),
            "a value, or an error beside the null",
            "null, and no error",
        )
