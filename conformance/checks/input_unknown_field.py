"""The check of `input.unknown-field`."""

from kraken_conformance.checks._shared.faulty_input import accepted_fault, with_fault
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations


@check("input.unknown-field", applies=with_fault("unknown-field"))
def input_unknown_field(observation: Observation) -> Violations:
    """An input object with a field that its type does not have is refused.

    Source: GraphQL specification, September 2025, section 3.10 Input Objects, "Input Coercion"
    """
    yield from accepted_fault(observation)
