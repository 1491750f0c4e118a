"""The check of `input.wrong-kind`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.checks.faulty_input import accepted_fault, with_fault
from kraken_conformance.checks.registry import check
from kraken_conformance.observation import Observation


@check("input.wrong-kind", applies=with_fault("wrong-kind"))
def input_wrong_kind(seen: Observation) -> Iterator[Breach]:
    """A scalar or a list where an input object is expected, or a list or an object where a scalar or enum is, is refused.

    Source: GraphQL specification, section 3.10 "Input Objects", Input Coercion: a literal or unordered map, otherwise an error.
    """
    yield from accepted_fault(seen)
