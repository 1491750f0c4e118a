"""The check of `schema.field-kind`."""

from kraken_conformance.checks._shared.schema_words import field_pairs, payload_place
from kraken_conformance.checks._shared.type_kinds import misfit, shows_kind
from kraken_conformance.checks.registry import schema_check
from kraken_conformance.judging.schema_comparison import SchemaComparison
from kraken_conformance.model.violation import Violation, Violations


def _any_kind_shown(both: SchemaComparison) -> bool:
    return any(shows_kind(both.contract, documented) for documented, _ in field_pairs(both))


@schema_check("schema.field-kind", applies=_any_kind_shown)
def schema_field_kind(both: SchemaComparison) -> Violations:
    """A returned field is of the documented kind: a text, a number, …, an object, or a list of them.

    Source: reference pages, the sample response of the mutation.
    """
    for documented, own in field_pairs(both):
        found = misfit(both.contract, documented, own.type)
        if found is not None:
            path = (*payload_place(both), documented.name)
            yield Violation(path, found.expected, str(own.type), found.level)
