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
    """A request means the same with its values written into the document.

    Source: GraphQL specification, section 2.9 "Input Values" and 2.11 "Variables": variables stand for input values.
    """
    yield from other_outcome(seen)
