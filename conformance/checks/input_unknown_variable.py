"""The check of `input.unknown-variable`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.checks.faulty_input import accepted_fault, with_fault
from kraken_conformance.checks.registry import check
from kraken_conformance.observation import Observation


@check("input.unknown-variable", applies=with_fault("unknown-variable"))
def input_unknown_variable(seen: Observation) -> Iterator[Breach]:
    """A document that uses a variable without defining it is refused.

    Source: GraphQL specification, October 2021, section 5.8.3 All Variable Uses Defined
    """
    yield from accepted_fault(seen)
