"""The check of `document.type-by-name`."""

from kraken_conformance.checks._shared.document_answers import has_one_answer, other_answer
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violations


@check("document.type-by-name", applies=has_one_answer("document.type-by-name"))
def document_type_by_name(observation: Observation) -> Violations:
    """A type of the schema is found by its name, and a name of no type is answered with null.

    Source: GraphQL specification, September 2025, section 4.2 Schema Introspection.
    """
    yield from other_answer(observation)
