"""The check of `input.wrong-scalar`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.checks.faulty_input import accepted_fault, with_fault
from kraken_conformance.checks.registry import check
from kraken_conformance.observation import Observation


@check("input.wrong-scalar", applies=with_fault("wrong-scalar"))
def input_wrong_scalar(seen: Observation) -> Iterator[Breach]:
    """A JSON value of the wrong type for a built-in scalar is refused.

    Source: GraphQL specification, October 2021, section 3.5 Scalars, "Input Coercion"
    """
    yield from accepted_fault(seen)
