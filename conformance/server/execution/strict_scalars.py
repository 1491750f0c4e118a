"""What the custom scalars accept as input: the strict forms, everything else is refused."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from graphql import GraphQLError, GraphQLScalarType, GraphQLSchema

DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
DATE_TIME = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?([Zz]|[+-]\d{2}:\d{2})?", re.ASCII
)
TIME = re.compile(r"\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?([Zz]|[+-]\d{2}:\d{2})?", re.ASCII)
UUID_FORM = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
LARGEST = 2**63 - 1
"""The greatest BigInt: what eight bytes hold."""


def install_scalars(schema: GraphQLSchema) -> None:
    """Make the custom scalars of a schema strict. A scalar that has no entry here accepts anything."""
    for name, accept in ACCEPTS.items():
        scalar = schema.type_map.get(name)
        if isinstance(scalar, GraphQLScalarType):
            scalar.coerce_input_value = _coercion(name, accept)


def _coercion(name: str, accept: Callable[[Any], bool]) -> Callable[[Any], Any]:
    def coerce(value: Any) -> Any:
        if not accept(value):
            raise GraphQLError(f"{name} cannot represent value: {json.dumps(value, default=str)[:80]}")
        return value

    return coerce


def _parses(form: re.Pattern[str], parse: Callable[[str], object]) -> Callable[[Any], bool]:
    def accept(value: Any) -> bool:
        if not isinstance(value, str) or not form.fullmatch(value):
            return False
        try:
            parse(value)
        except ValueError:
            return False
        return True

    return accept


def _is_decimal(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return False
    try:
        return Decimal(str(value)).is_finite()
    except InvalidOperation:
        return False


def _is_json(value: Any) -> bool:
    try:
        json.loads(value)
    except (TypeError, ValueError, RecursionError):
        return False
    return isinstance(value, str)


def _is_id(value: Any) -> bool:
    if isinstance(value, int) and not isinstance(value, bool):
        return True
    return isinstance(value, str) and bool(value.strip())


def _is_big_int(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST


ACCEPTS: dict[str, Callable[[Any], bool]] = {
    "BigInt": _is_big_int,
    "Date": _parses(DATE, date.fromisoformat),
    "DateTime": _parses(DATE_TIME, lambda text: datetime.fromisoformat(text.upper())),
    "Decimal": _is_decimal,
    "JSONString": _is_json,
    "NonEmptyID": _is_id,
    "Time": _parses(TIME, lambda text: time.fromisoformat(text.upper())),
    "UUID": _parses(UUID_FORM, UUID),
}
"""For each strict scalar, whether it accepts a JSON value. `GenericScalar` accepts anything."""
