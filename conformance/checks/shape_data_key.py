"""The check of `shape.data-key`."""

from __future__ import annotations

from collections.abc import Iterator

from graphql import is_non_null_type

from kraken_conformance.breach import Breach
from kraken_conformance.checks.applicability import graphql_answered
from kraken_conformance.checks.registry import check
from kraken_conformance.observation import Observation
from kraken_conformance.shape import short_json


@check("shape.data-key", applies=lambda seen: graphql_answered(seen) and isinstance(seen.json, dict))
def shape_data_key(seen: Observation) -> Iterator[Breach]:
    """A response without errors has data, and data is null or missing only beside errors.

    An error in a field is one of execution, so there is data beside it; and it makes nothing null above
    the nearest field that may be null.

    Source: GraphQL specification, October 2021, sections 7.1 Response Format and 7.1.1 Data.
    """
    in_field = any(seen.begins_with_root(error) for error in seen.raised)
    if "data" not in seen.body:
        if not seen.body.get("errors"):
            yield Breach(("data",), "data, as there are no errors", f"no data: {short_json(seen.body)}")
        elif in_field:
            yield Breach(("data",), "data, as an error was raised in a field", "no data")
    elif seen.data is None:
        if not seen.body.get("errors"):
            yield Breach(("data",), "an object, as there are no errors", "null")
        elif in_field and _may_be_null(seen):
            yield Breach(("data",), "an object in which the mutation's own field is null", "null")
    elif not isinstance(seen.data, dict):
        yield Breach(("data",), "an object or null", short_json(seen.data))


def _may_be_null(seen: Observation) -> bool:
    """Whether the target's own schema says that the mutation may return null."""
    schema = seen.target.schema
    if schema is None or schema.mutation_type is None or seen.mutation is None:
        return False
    field = schema.mutation_type.fields.get(seen.mutation.name)
    return field is not None and not is_non_null_type(field.type)
