"""The check of `input.undeclared-argument`."""

from kraken_conformance.checks._shared.faulty_input import accepted_fault, with_fault
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations


@check("input.undeclared-argument", applies=with_fault("undeclared-argument"))
def input_undeclared_argument(observation: Observation) -> Violations:
    """A document that passes an argument which the mutation does not have is refused.

    Source: GraphQL specification, September 2025, sections 5.4.1 Argument Names and 6.1.1 Validating
    Requests.
    """
    yield from accepted_fault(observation)
