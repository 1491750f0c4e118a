"""The check of `input.null-for-non-null`."""

from kraken_conformance.checks._shared.faulty_input import accepted_fault, with_fault
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations


@check("input.null-for-non-null", applies=with_fault("null-for-non-null"))
def input_null_for_non_null(observation: Observation) -> Violations:
    """Null for a non-null input is refused.

    Source: GraphQL specification, September 2025, section 3.12 Non-Null, "Input Coercion"
    """
    yield from accepted_fault(observation)
