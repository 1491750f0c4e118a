"""The check of `schema.mutation-present`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.checks.comparison import Comparison
from kraken_conformance.checks.registry import schema_check


@schema_check("schema.mutation-present", applies=lambda both: True)
def schema_mutation_present(both: Comparison) -> Iterator[Breach]:
    """The mutation is a field of the mutation type of its server.

    Source: reference pages, the heading and the URL of the mutation.
    """
    root = both.schema.mutation_type
    if root is None:
        yield Breach((), "a mutation type", "a schema without mutations")
    elif both.field is None:
        yield Breach((root.name,), f"the field `{both.mutation.name}`", "no such field")
