"""The check of `equivalent.alias`."""

from kraken_conformance.checks._shared.equivalence import other_outcome, rewritten
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations
from kraken_conformance.operations.rewriting import Rewriting


@check("equivalent.alias", applies=rewritten(Rewriting.ALIAS))
def equivalent_alias(observation: Observation) -> Violations:
    """An alias on the mutation changes the key of the response and nothing else.

    Source: GraphQL specification, September 2025, section 2.8 Field Alias
    """
    yield from other_outcome(observation)
