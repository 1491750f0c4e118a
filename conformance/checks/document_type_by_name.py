"""The check of `document.type-by-name`."""

from kraken_conformance.checks._shared.document_answers import has_one_answer, other_answer
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.json_path import value_at
from kraken_conformance.model.violation import Violation, Violations


@check("document.type-by-name", applies=has_one_answer("document.type-by-name"))
def document_type_by_name(observation: Observation) -> Violations:
    """A type of the schema is found by its name, and a name of no type is answered with null.

    A variable may hold the name. Deprecated fields are not among its fields where they are not asked for.

    Source: GraphQL specification, September 2025, section 4.2 Schema Introspection.
    """
    if deprecated := _deprecated(observation):
        expected = "no deprecated field, as includeDeprecated is false by default"
        yield Violation(("data", "__type", "fields"), expected, ", ".join(deprecated))
    else:
        yield from other_answer(observation)


def _deprecated(observation: Observation) -> list[str]:
    """Return the names of the fields of a type that come and say that they are deprecated."""
    fields = value_at(observation.data, ("__type", "fields"))
    named = [each for each in fields if isinstance(each, dict)] if isinstance(fields, list) else []
    return [str(each.get("name")) for each in named if each.get("isDeprecated") is True]
