"""The check of `input.malformed-scalar`."""

from kraken_conformance.checks._shared.faulty_input import accepted_fault, with_fault
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations


@check("input.malformed-scalar", applies=with_fault("malformed-scalar"))
def input_malformed_scalar(observation: Observation) -> Violations:
    """Text that is no value of a well-known custom scalar, such as a date, is refused.

    Source: GraphQL specification, September 2025, section 3.5 Scalars, "Custom Scalars"; the name of the scalar
    """
    yield from accepted_fault(observation)
