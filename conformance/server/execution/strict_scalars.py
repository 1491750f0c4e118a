"""What the custom scalars accept as input: the strict forms, everything else is refused."""

import json
import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from graphql import (
    GraphQLError,
    GraphQLScalarType,
    GraphQLSchema,
    ListValueNode,
    NamedTypeNode,
    StringValueNode,
)

DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
DATE_TIME = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?([Zz]|[+-]\d{2}:\d{2})?", re.ASCII
)
TIME = re.compile(r"\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?([Zz]|[+-]\d{2}:\d{2})?", re.ASCII)
UUID_FORM = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
LARGEST = 2**63 - 1
"""The greatest BigInt: what eight bytes hold."""


def install_scalars(schema: GraphQLSchema) -> None:
    """Make the custom scalars of a schema strict. A scalar that has no entry here accepts anything.

    A value that the schema itself has as a default is accepted whatever its form: the documents publish it.
    """
    defaults = _defaults(schema)
    for name, accept in ACCEPTS.items():
        scalar = schema.type_map.get(name)
        if isinstance(scalar, GraphQLScalarType):
            scalar.coerce_input_value = _coercion(name, accept, defaults.get(name, frozenset()))


def _defaults(schema: GraphQLSchema) -> dict[str, frozenset[str]]:
    """Return the texts that are defaults of arguments and input fields, by the scalar that they are of."""
    found: dict[str, set[str]] = {}
    for type_ in schema.type_map.values():
        fields = (getattr(type_.ast_node, "fields", None) or ()) if type_.ast_node else ()
        for place in (*fields, *(argument for field in fields for argument in _arguments_of(field))):
            waiting = [getattr(place, "default_value", None)]
            while waiting:
                node = waiting.pop()
                if isinstance(node, ListValueNode):
                    waiting += node.values
                elif isinstance(node, StringValueNode):
                    found.setdefault(_named(place.type), set()).add(node.value)
    return {name: frozenset(texts) for name, texts in found.items()}


def _arguments_of(field: Any) -> tuple[Any, ...]:
    return tuple(getattr(field, "arguments", None) or ())


def _named(type_: Any) -> str:
    return str(type_.name.value) if isinstance(type_, NamedTypeNode) else _named(type_.type)


def _coercion(name: str, accept: Callable[[Any], bool], published: frozenset[str]) -> Callable[[Any], Any]:
    def coerce(value: Any) -> Any:
        if not accept(value) and not (isinstance(value, str) and value in published):
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
