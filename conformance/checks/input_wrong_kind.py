"""The check of `input.wrong-kind`."""

from kraken_conformance.checks._shared.faulty_input import accepted_fault, with_fault
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations


@check("input.wrong-kind", applies=with_fault("wrong-kind"))
def input_wrong_kind(observation: Observation) -> Violations:
    """A value of another kind than the type asks for, such as text for an object, is refused.

    Source: GraphQL specification, September 2025, section 3.10 Input Objects, "Input Coercion"
    """
    yield from accepted_fault(observation)
