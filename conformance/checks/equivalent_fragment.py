"""The check of `equivalent.fragment`."""

from kraken_conformance.checks._shared.equivalence import other_outcome, rewritten
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations
from kraken_conformance.operations.rewriting import Rewriting


@check("equivalent.fragment", applies=rewritten(Rewriting.FRAGMENT))
def equivalent_fragment(observation: Observation) -> Violations:
    """Fields asked for by a fragment lead to the same outcome as fields asked for directly.

    Source: GraphQL specification, September 2025, section 2.9 Fragments
    """
    yield from other_outcome(observation)
