"""The introspection queries: what the edition of September 2025 has, and what older engines know of it."""

import re
from collections.abc import Iterable
from typing import Any, Final

from graphql import get_introspection_query

EVERYTHING: Final = get_introspection_query(
    descriptions=True,
    specified_by_url=True,
    directive_is_repeatable=True,
    schema_description=True,
    input_value_deprecation=True,
    one_of=True,
)
"""All that introspection has: deprecated arguments and input fields, `@oneOf`, `@specifiedBy`, descriptions of schemas.

Source: GraphQL, September 2025, section 4.2, Schema Introspection Schema.
"""

PLAIN: Final = get_introspection_query(descriptions=True)
"""What every engine knows; deprecated arguments and input fields are hidden, an input with `@oneOf` looks usual."""

WHAT_IS_KNOWN: Final = (
    "query WhatIntrospectionKnows { "
    + " ".join(
        f'{alias}: __type(name: "{name}") {{ fields {{ name args {{ name }} }} }}'
        for alias, name in (
            *(("schema", "__Schema"), ("type", "__Type"), ("field", "__Field")),
            *(("input", "__InputValue"), ("directive", "__Directive")),
        )
    )
    + " }"
)
"""Asks an engine which of the newer fields and arguments it knows."""


def query_for(known: Any) -> str:
    """Return the query with all that an engine knows, by its answer to `WHAT_IS_KNOWN`."""
    names = {alias: _names(known, alias) for alias in ("schema", "type", "field", "input", "directive")}
    hides_inputs = "includeDeprecated" in names["field"].get("args", ()) and "includeDeprecated" in names[
        "type"
    ].get("inputFields", ())
    return get_introspection_query(
        descriptions=True,
        specified_by_url="specifiedByURL" in names["type"],
        directive_is_repeatable="isRepeatable" in names["directive"],
        schema_description="description" in names["schema"],
        input_value_deprecation=hides_inputs and "isDeprecated" in names["input"],
        one_of="isOneOf" in names["type"],
    )


def without_fragments(query: str) -> str:
    """Return an introspection query that asks for the same without a fragment, for engines that lose what is in one."""
    operation, *rest = re.split(r"fragment (\w+) on \w+ \{", query)
    bodies = {name: body.rpartition("}")[0] for name, body in zip(rest[::2], rest[1::2], strict=True)}
    while "..." in operation:
        operation = re.sub(r"\.\.\.(\w+)", lambda spread: bodies[spread[1]], operation)
    return operation


def _names(known: Any, alias: str) -> dict[str, list[str]]:
    """Return the names of the fields of a type, each with those of its arguments."""
    type_ = known.get(alias) if isinstance(known, dict) else None
    fields = type_.get("fields") if isinstance(type_, dict) else None
    found = {}
    for field in _objects(fields):
        found[str(field.get("name"))] = [str(one.get("name")) for one in _objects(field.get("args"))]
    return found


def _objects(value: Any) -> Iterable[dict[str, Any]]:
    return (one for one in value if isinstance(one, dict)) if isinstance(value, list) else ()
