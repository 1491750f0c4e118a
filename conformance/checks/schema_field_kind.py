"""The check of `schema.field-kind`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.checks.comparison import Comparison
from kraken_conformance.checks.comparisons import field_pairs, payload_place
from kraken_conformance.checks.kinds import misfit
from kraken_conformance.checks.registry import schema_check


@schema_check("schema.field-kind", applies=lambda both: any(field_pairs(both)))
def schema_field_kind(both: Comparison) -> Iterator[Breach]:
    """A returned field is of the documented kind: a text, a number, …, an object, or a list of them.

    Source: reference pages, the sample response of the mutation.
    """
    for documented, own in field_pairs(both):
        found = misfit(both.contract, documented, own.type)
        if found is not None:
            path = (*payload_place(both), documented.name)
            yield Breach(path, found.expected, str(own.type), found.level)
