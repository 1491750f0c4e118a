"""The check of `input.undeclared-argument`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.checks.faulty_input import accepted_fault, with_fault
from kraken_conformance.checks.registry import check
from kraken_conformance.observation import Observation


@check("input.undeclared-argument", applies=with_fault("undeclared-argument"))
def input_undeclared_argument(seen: Observation) -> Iterator[Breach]:
    """A document that passes an argument which the mutation does not have is refused.

    Source: GraphQL specification, October 2021, section 5.4.1 Argument Names
    """
    yield from accepted_fault(seen)
