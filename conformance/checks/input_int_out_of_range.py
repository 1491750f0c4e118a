"""The check of `input.int-out-of-range`."""

from kraken_conformance.checks._shared.faulty_input import accepted_fault, with_fault
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations


@check("input.int-out-of-range", applies=with_fault("int-out-of-range"))
def input_int_out_of_range(observation: Observation) -> Violations:
    """An Int beyond 32 bits is refused.

    Source: GraphQL specification, September 2025, section 3.5.1 Int, "Input Coercion"
    """
    yield from accepted_fault(observation)
