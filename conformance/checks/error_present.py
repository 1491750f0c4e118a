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
    root = observation.case.operation.root
    # Where null is not allowed at all, that is what there is to fix.
    if any(violation.kind == "non-null" for violation in observation.violations):
        return
    if "errors" not in observation.body:
        yield Violation(("data", root), "a value, or an error beside the null", "null, and no error")
    elif observation.data.keys() - {root} and _are_all_about_others(observation, root):
        yield Violation(
            ("data", root), "a value, or an error beside the null", "null, and errors of other fields"
        )


def _are_all_about_others(observation: Observation, root: str) -> bool:
    """Whether each error has the path of another root field that was answered."""
    paths = [error.entry.get("path") for error in observation.errors]
    others = observation.data.keys() - {root}
    return bool(paths) and all(
        isinstance(path, list) and path and isinstance(path[0], str) and path[0] in others for path in paths
    )
