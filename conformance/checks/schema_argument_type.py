"""The check of `schema.argument-type`."""

from graphql import GraphQLInputType, get_nullable_type, is_list_type, is_non_null_type

from kraken_conformance.checks._shared.schema_words import argument_pairs, place
from kraken_conformance.checks.registry import schema_check
from kraken_conformance.judging.schema_comparison import SchemaComparison
from kraken_conformance.model.violation import Violation, Violations


@schema_check("schema.argument-type", applies=lambda both: any(argument_pairs(both)))
def schema_argument_type(both: SchemaComparison) -> Violations:
    """An argument has the documented list nesting and accepts null wherever the documents let it be null.

    The name of its type is a requirement of its own.

    Source: reference pages, the variable definitions of the sample operation.
    """
    for documented, own in argument_pairs(both):
        if not _takes(own.type, documented.type):
            expected = f"{documented.type}, or a type that takes all of its values"
            yield Violation((*place(both), documented.name), expected, str(own.type))


def _takes(own: GraphQLInputType, documented: GraphQLInputType) -> bool:
    """Whether a type takes null and lists wherever the documented type has them."""
    if is_non_null_type(own):
        return is_non_null_type(documented) and _takes(own.of_type, documented.of_type)
    inner = get_nullable_type(documented)
    if is_list_type(own) or is_list_type(inner):
        return is_list_type(own) and is_list_type(inner) and _takes(own.of_type, inner.of_type)
    return True
