"""The check of `equivalent.literal`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.checks.equivalence import other_outcome, rewritten
from kraken_conformance.checks.registry import check
from kraken_conformance.observation import Observation
from kraken_conformance.rewriting import Rewriting


@check("equivalent.literal", applies=rewritten(Rewriting.LITERALS))
def equivalent_literal(seen: Observation) -> Iterator[Breach]:
    """Input written into the document leads to the same outcome as input sent as variables.

    Source: GraphQL specification, October 2021, section 2.10 Variables
    """
    yield from other_outcome(seen)
