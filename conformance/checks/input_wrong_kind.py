"""The check of `input.wrong-kind`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.checks.faulty_input import accepted_fault, with_fault
from kraken_conformance.checks.registry import check
from kraken_conformance.observation import Observation


@check("input.wrong-kind", applies=with_fault("wrong-kind"))
def input_wrong_kind(seen: Observation) -> Iterator[Breach]:
    """A value of another kind than the type asks for, such as text for an object, is refused.

    Source: GraphQL specification, October 2021, section 3.10 Input Objects, "Input Coercion"
    """
    yield from accepted_fault(seen)
