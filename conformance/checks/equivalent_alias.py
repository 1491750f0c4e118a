"""The check of `equivalent.alias`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.checks.equivalence import other_outcome, rewritten
from kraken_conformance.checks.registry import check
from kraken_conformance.observation import Observation
from kraken_conformance.rewriting import Rewriting


@check("equivalent.alias", applies=rewritten(Rewriting.ALIAS))
def equivalent_alias(seen: Observation) -> Iterator[Breach]:
    """A request means the same with an alias on the mutation.

    Source: GraphQL specification, section 2.7 "Field Alias": an alias changes the response key alone.
    """
    yield from other_outcome(seen)
