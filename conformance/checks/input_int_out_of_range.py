"""The check of `input.int-out-of-range`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.checks.faulty_input import accepted_fault, with_fault
from kraken_conformance.checks.registry import check
from kraken_conformance.observation import Observation


@check("input.int-out-of-range", applies=with_fault("int-out-of-range"))
def input_int_out_of_range(seen: Observation) -> Iterator[Breach]:
    """An Int beyond 32 bits is refused.

    Source: GraphQL specification, October 2021, section 3.5.1 Int, "Input Coercion"
    """
    yield from accepted_fault(seen)
