"""The check of `schema.field-present`."""

from __future__ import annotations

from collections.abc import Iterator

from graphql import is_required_argument

from kraken_conformance.checks._shared.schema_words import fields_documented, payload_fields, payload_place
from kraken_conformance.checks.registry import schema_check
from kraken_conformance.judging.schema_comparison import SchemaComparison
from kraken_conformance.model.violation import Violation


@schema_check("schema.field-present", applies=fields_documented)
def schema_field_present(both: SchemaComparison) -> Iterator[Violation]:
    """What the mutation returns has every documented field, and each can be asked for without arguments.

    Source: reference pages, the sample operation of the mutation.
    """
    own = payload_fields(both)
    for documented in both.mutation.fields:
        found = own.get(documented.name)
        if found is None:
            yield Violation(payload_place(both), f"the field `{documented.name}`", "no such field")
            continue
        for name, argument in found.args.items():
            if is_required_argument(argument):
                path = (*payload_place(both), documented.name)
                yield Violation(path, "no required argument", f"{name}: {argument.type}")
