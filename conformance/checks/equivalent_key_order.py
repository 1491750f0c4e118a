"""The check of `equivalent.key-order`."""

from kraken_conformance.checks._shared.equivalence import other_outcome, rewritten
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations
from kraken_conformance.operations.rewriting import Rewriting


@check("equivalent.key-order", applies=rewritten(Rewriting.KEY_ORDER))
def equivalent_key_order(observation: Observation) -> Violations:
    """The order of keys in the variables changes nothing.

    Source: GraphQL specification, September 2025, sections 2.10.8 Input Object Values and 3.10 Input Objects;
    RFC 8259, section 4.
    """
    yield from other_outcome(observation)
