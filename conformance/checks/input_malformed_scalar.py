"""The check of `input.malformed-scalar`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.checks.faulty_input import accepted_fault, with_fault
from kraken_conformance.checks.registry import check
from kraken_conformance.observation import Observation


@check("input.malformed-scalar", applies=with_fault("malformed-scalar"))
def input_malformed_scalar(seen: Observation) -> Iterator[Breach]:
    """A text that is none of what a custom scalar stands for is refused.

    Source: GraphQL specification, section 3.5 "Scalars": a custom scalar adheres to the format that it specifies.
    """
    yield from accepted_fault(seen)
