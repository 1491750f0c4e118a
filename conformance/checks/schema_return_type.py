"""The check of `schema.return-type`."""

from graphql import GraphQLOutputType, get_named_type, get_nullable_type, is_list_type, is_non_null_type

from kraken_conformance.checks._shared.schema_words import mutation_present, place
from kraken_conformance.checks.registry import schema_check
from kraken_conformance.judging.schema_comparison import SchemaComparison
from kraken_conformance.model.violation import Violation, Violations


@schema_check(
    "schema.return-type", applies=lambda both: mutation_present(both) and both.mutation.returns is not None
)
def schema_return_type(both: SchemaComparison) -> Violations:
    """The mutation returns the documented type, with the documented list nesting.

    A type that is never null where the documents allow it serves every client.

    Source: reference pages, "Type" of the mutation.
    """
    assert both.field is not None
    own, documented = both.field.type, both.mutation.type
    same_name = get_named_type(own).name == get_named_type(documented).name
    looser = is_non_null_type(documented) and not is_non_null_type(own)
    if not same_name or looser or _depth(own) != _depth(documented):
        yield Violation(place(both), str(documented), str(own))


def _depth(type_: GraphQLOutputType) -> int:
    inner = get_nullable_type(type_)
    return 1 + _depth(inner.of_type) if is_list_type(inner) else 0
