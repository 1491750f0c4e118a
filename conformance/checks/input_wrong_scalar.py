"""The check of `input.wrong-scalar`."""

from kraken_conformance.checks._shared.faulty_input import accepted_fault, with_fault
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations


@check("input.wrong-scalar", applies=with_fault("wrong-scalar"))
def input_wrong_scalar(observation: Observation) -> Violations:
    """A JSON value of the wrong type for a built-in scalar is refused.

    Source: GraphQL specification, September 2025, section 3.5 Scalars, "Input Coercion"
    """
    yield from accepted_fault(observation)
