"""The check of `input.unknown-variable`."""

from kraken_conformance.checks._shared.faulty_input import accepted_fault, with_fault
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations


@check("input.unknown-variable", applies=with_fault("unknown-variable"))
def input_unknown_variable(observation: Observation) -> Violations:
    """A document that uses a variable without defining it is refused.

    Source: GraphQL specification, September 2025, sections 5.8.3 All Variable Uses Defined and 6.1.1
    Validating Requests.
    """
    yield from accepted_fault(observation)
