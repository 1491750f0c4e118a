"""A schema whose custom scalars refuse everything that is not of their form."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from graphql import GraphQLScalarType, GraphQLSchema, Undefined
from graphql.utilities import build_schema, coerce_input_value

from kraken_conformance.spec import Contract, Mutation
from kraken_conformance.strategies.types.input_slots import argument_slots, named_type

OPAQUE_INPUTS = """
input {name} {{
  accountNumber: String!
  readings: [{name}Reading!]!
  kind: {name}Kind
  note: String
  again: {name}
}}
input {name}Reading {{ value: Float!, readAt: DateTime!, tags: [[String!]] }}
enum {name}Kind {{ FIRST SECOND third }}
"""


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def _matching(pattern: str, parse: Callable[[str], Any]) -> Callable[[Any], Any]:
    form = re.compile(pattern)

    def parsed(value: Any) -> Any:
        if not form.fullmatch(_text(value)):
            raise ValueError(f"{value!r} does not have the form {pattern}")
        return parse(value)

    return parsed


def _year(day: date) -> date:
    if not 1900 <= day.year <= 2100:
        raise ValueError(f"{day} is out of range")
    return day


def _safe_integer(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= 2**53:
        raise ValueError(f"{value!r} is no integer that JSON keeps exact")
    return value


def _any_json(value: Any) -> Any:
    json.dumps(value, allow_nan=False)
    return value


DATE = r"\d{4}-\d\d-\d\d"
TIME = r"\d\d:\d\d:\d\d"

PARSERS: dict[str, Callable[[Any], Any]] = {
    "Date": _matching(DATE, lambda text: _year(date.fromisoformat(text))),
    "DateTime": _matching(
        rf"{DATE}T{TIME}(\.\d{{1,6}})?(Z|[+-]\d\d:\d\d)", lambda text: _year(datetime.fromisoformat(text))
    ),
    "Time": _matching(TIME, time.fromisoformat),
    "Decimal": _matching(r"-?\d+(\.\d+)?", Decimal),
    "UUID": _matching(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", UUID),
    "BigInt": _safe_integer,
    "JSONString": _matching(r"(?s).*", json.loads),
    "NonEmptyID": _matching(r"(?s).+", str),
    "JSON": _any_json,
    "GenericScalar": _any_json,
}


def make_strict(schema: GraphQLSchema) -> GraphQLSchema:
    """Give the custom scalars of a schema their strict parsers, in place."""
    for name, parse in PARSERS.items():
        scalar = schema.get_type(name)
        if isinstance(scalar, GraphQLScalarType):
            scalar.coerce_input_value = parse
    return schema


def schema_of_opaque_types(contract: Contract) -> GraphQLSchema:
    """Return a target's schema that tells the fields of the contract's opaque input types."""
    arguments = (argument for mutation in contract.mutations.values() for argument in mutation.arguments)
    opaque = {named_type(argument.type).name for argument in arguments} & set(contract.opaque_types)
    types = "".join(OPAQUE_INPUTS.format(name=name) for name in sorted(opaque))
    return make_strict(build_schema(f"scalar DateTime\ntype Query {{ a: Int }}\n{types}"))


def is_valid(
    contract: Contract, mutation: Mutation, schema: GraphQLSchema | None, variables: dict[str, Any]
) -> bool:
    """Whether graphql-core takes the variables; documented arguments, types of the target's schema."""
    slots = argument_slots(contract, mutation, schema)
    if set(variables) - {slot.name for slot in slots}:
        return False
    return all(
        coerce_input_value(variables[slot.name], slot.type) is not Undefined
        if slot.name in variables
        else not slot.required
        for slot in slots
    )
