"""The check of `schema.field-type`."""

from graphql import get_named_type, is_composite_type

from kraken_conformance.checks._shared.schema_words import documented_object, field_pairs, payload_place
from kraken_conformance.checks.registry import schema_check
from kraken_conformance.judging.schema_comparison import SchemaComparison
from kraken_conformance.model.violation import Violation, Violations


@schema_check(
    "schema.field-type",
    applies=lambda both: any(
        documented_object(documented) and is_composite_type(get_named_type(own.type))
        for documented, own in field_pairs(both)
    ),
)
def schema_field_type(both: SchemaComparison) -> Violations:
    """The type of a returned object has the name that the documents use for it.

    Source: reference pages, the fragments of the sample operation.
    """
    for documented, own in field_pairs(both):
        expected, type_ = documented_object(documented), get_named_type(own.type)
        if expected is not None and is_composite_type(type_) and type_.name != expected:
            yield Violation((*payload_place(both), documented.name), expected, type_.name)
