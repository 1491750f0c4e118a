"""The check of `input.unknown-enum-value`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.checks.faulty_input import accepted_fault, with_fault
from kraken_conformance.checks.registry import check
from kraken_conformance.observation import Observation


@check("input.unknown-enum-value", applies=with_fault("unknown-enum-value"))
def input_unknown_enum_value(seen: Observation) -> Iterator[Breach]:
    """A text that is no value of the enum is refused.

    Source: GraphQL specification, October 2021, section 3.9 Enums, "Input Coercion"
    """
    yield from accepted_fault(seen)
