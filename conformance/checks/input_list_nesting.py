"""The check of `input.list-nesting`."""

from graphql import specified_scalar_types

from kraken_conformance.checks._shared.faulty_input import accepted_fault, with_fault
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations
from kraken_conformance.spec import Level


@check("input.list-nesting", applies=with_fault("list-nesting"))
def input_list_nesting(observation: Observation) -> Violations:
    """A list where the type has none is refused.

    Where the items are built-in scalars a violation weighs less: lenient engines turn an inner list
    into text, as they do with any value.

    Source: GraphQL specification, September 2025, section 3.11 List, "Input Coercion"
    """
    assert observation.case.fault is not None
    innermost = observation.case.fault.type.strip("[]!")
    yield from accepted_fault(observation, Level.SHOULD if innermost in specified_scalar_types else None)
