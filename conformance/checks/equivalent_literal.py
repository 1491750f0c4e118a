"""The check of `equivalent.literal`."""

from kraken_conformance.checks._shared.equivalence import other_outcome, rewritten
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations
from kraken_conformance.operations.rewriting import Rewriting


@check("equivalent.literal", applies=rewritten(Rewriting.LITERALS))
def equivalent_literal(observation: Observation) -> Violations:
    """Input written into the document leads to the same outcome as input sent as variables.

    Source: GraphQL specification, September 2025, section 2.11 Variables
    """
    yield from other_outcome(observation)
