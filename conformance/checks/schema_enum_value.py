"""The check of `schema.enum-value`."""

from collections.abc import Iterator

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    get_named_type,
)

from kraken_conformance.checks._shared.schema_words import documented_payload, payload_fields, payload_place
from kraken_conformance.checks.registry import schema_check
from kraken_conformance.judging.schema_comparison import SchemaComparison
from kraken_conformance.model.violation import Violation, Violations

Pair = tuple[tuple[str, ...], GraphQLField, GraphQLField]
"""A field of an answer: its place in the target's schema, as the contract has it, and as the target has it."""


def _shown_enums(
    both: SchemaComparison,
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...], GraphQLEnumType]]:
    """Yield the enums of an answer of which sample responses show values: where, which values, and the target's."""
    if both.field is None:
        return
    own = payload_fields(both)
    waiting: list[Pair] = [
        ((*payload_place(both), name), field, own[name])
        for name, field in documented_payload(both).items()
        if name in own
    ]
    opened = set[str]()
    while waiting:
        place, documented, given = waiting.pop()
        theirs, ours = get_named_type(documented.type), get_named_type(given.type)
        shown = both.contract.shown_values.get(theirs.name)
        if shown is not None and isinstance(ours, GraphQLEnumType):
            yield place, shown, ours
        if theirs.name in opened or not isinstance(theirs, GraphQLObjectType | GraphQLInterfaceType):
            continue
        opened.add(theirs.name)
        if isinstance(ours, GraphQLObjectType | GraphQLInterfaceType):
            waiting += [
                ((ours.name, name), field, ours.fields[name])
                for name, field in theirs.fields.items()
                if name in ours.fields
            ]


@schema_check("schema.enum-value", applies=lambda both: any(_shown_enums(both)))
def schema_enum_value(both: SchemaComparison) -> Violations:
    """An enum has the values that a sample response shows in its place.

    The type of the field is inferred, and so is the rest of the enum.

    Source: reference pages, the sample responses.
    """
    for place, shown, type_ in _shown_enums(both):
        for value in shown:
            if value not in type_.values:
                expected = f"{value}, which a sample response shows"
                yield Violation(place, expected, f"{type_.name} without it")
