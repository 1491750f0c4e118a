"""The check of `schema.union-members`."""

from collections.abc import Iterator

from graphql import GraphQLOutputType, get_named_type, is_abstract_type

from kraken_conformance.checks._shared.schema_words import field_pairs, mutation_present, payload_place, place
from kraken_conformance.checks.registry import schema_check
from kraken_conformance.judging.schema_comparison import SchemaComparison
from kraken_conformance.model.violation import Violation, Violations

Union = tuple[tuple[str, ...], tuple[str, ...], GraphQLOutputType]
"""Where a union is documented, its documented members, and the target's type there."""


def _unions(both: SchemaComparison) -> Iterator[Union]:
    if both.field is not None and both.mutation.members:
        yield place(both), both.mutation.members, both.field.type
    for documented, own in field_pairs(both):
        if documented.members:
            yield (*payload_place(both), documented.name), documented.members, own.type


@schema_check("schema.union-members", applies=lambda both: mutation_present(both) and any(_unions(both)))
def schema_union_members(both: SchemaComparison) -> Violations:
    """Every documented member of a union is a possible type there.

    Source: reference pages, the inline fragments of the sample operation.
    """
    for path, members, type_ in _unions(both):
        named = get_named_type(type_)
        types = both.schema.get_possible_types(named) if is_abstract_type(named) else [named]
        possible = [each.name for each in types]
        for member in members:
            if member not in possible:
                yield Violation(
                    path, f"{member} as a possible type", f"{named.name} = {' | '.join(possible)}"
                )
