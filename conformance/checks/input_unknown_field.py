"""The check of `input.unknown-field`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.checks.faulty_input import accepted_fault, with_fault
from kraken_conformance.checks.registry import check
from kraken_conformance.observation import Observation


@check("input.unknown-field", applies=with_fault("unknown-field"))
def input_unknown_field(seen: Observation) -> Iterator[Breach]:
    """An input object with a field that its type does not have is refused.

    Source: GraphQL specification, October 2021, section 3.10 Input Objects, "Input Coercion"
    """
    yield from accepted_fault(seen)
