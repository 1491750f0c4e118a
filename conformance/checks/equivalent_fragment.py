"""The check of `equivalent.fragment`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.checks.equivalence import other_outcome, rewritten
from kraken_conformance.checks.registry import check
from kraken_conformance.observation import Observation
from kraken_conformance.rewriting import Rewriting


@check("equivalent.fragment", applies=rewritten(Rewriting.FRAGMENT))
def equivalent_fragment(seen: Observation) -> Iterator[Breach]:
    """A request means the same with its selection in a named fragment.

    Source: GraphQL specification, section 2.8 "Fragments": a fragment stands for the fields in it.
    """
    yield from other_outcome(seen)
