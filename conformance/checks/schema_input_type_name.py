"""The check of `schema.input-type-name`."""

from graphql import get_named_type

from kraken_conformance.checks._shared.schema_words import argument_pairs, place
from kraken_conformance.checks.registry import schema_check
from kraken_conformance.judging.schema_comparison import SchemaComparison
from kraken_conformance.model.violation import Violation, Violations


@schema_check("schema.input-type-name", applies=lambda both: any(argument_pairs(both)))
def schema_input_type_name(both: SchemaComparison) -> Violations:
    """The type of an argument has the documented name.

    Source: reference pages, the variable definitions of the sample operation.
    """
    for documented, own in argument_pairs(both):
        expected, actual = get_named_type(documented.type).name, get_named_type(own.type).name
        if actual != expected:
            yield Violation((*place(both), documented.name), expected, actual)
