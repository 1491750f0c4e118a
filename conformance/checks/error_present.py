"""The check of `error.present`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.case import Expectation
from kraken_conformance.checks.applicability import graphql_answered
from kraken_conformance.checks.registry import check
from kraken_conformance.observation import Observation


def _applies(seen: Observation) -> bool:
    operation = seen.case.operation
    executed = graphql_answered(seen) and isinstance(seen.data, dict) and operation is not None
    declares = seen.mutation is not None and seen.mutation.errors_documented
    return executed and declares and seen.case.expectation is not Expectation.DRY


@check("error.present", applies=_applies)
def error_present(seen: Observation) -> Iterator[Breach]:
    """A mutation that gives no value raises an error that says why.

    Source: reference pages, the sample response of the mutation and its list of possible errors.
    """
    assert seen.case.operation is not None
    silent = seen.data.get(seen.case.operation.root, ...) is None and "errors" not in seen.body
    # Where null is not allowed at all, that is what there is to mend.
    if silent and not any(violation.kind == "non-null" for violation in seen.violations):
        yield Breach(
            ("data", seen.case.operation.root), "a value, or an error beside the null", "null, and no error"
        )
