"""The check of `input.unknown-enum-value`."""

from kraken_conformance.checks._shared.faulty_input import accepted_fault, with_fault
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations


@check("input.unknown-enum-value", applies=with_fault("unknown-enum-value"))
def input_unknown_enum_value(observation: Observation) -> Violations:
    """A text that is no value of the enum is refused.

    Source: GraphQL specification, September 2025, sections 3.9 Enums and 6.1.2 Coercing Variable Values.
    """
    yield from accepted_fault(observation)
