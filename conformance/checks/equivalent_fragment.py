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
    """Fields asked for by a fragment lead to the same outcome as fields asked for directly.

    Source: GraphQL specification, October 2021, section 2.8 Fragments
    """
    yield from other_outcome(seen)
