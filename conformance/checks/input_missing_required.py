"""The check of `input.missing-required`."""

from kraken_conformance.checks._shared.faulty_input import accepted_fault, with_fault
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations


@check("input.missing-required", applies=with_fault("missing-required"))
def input_missing_required(observation: Observation) -> Violations:
    """An input without a required field or variable is refused.

    Source: GraphQL specification, September 2025, sections 3.12 Non-Null and 6.1.2 Coercing Variable Values.
    """
    yield from accepted_fault(observation)
