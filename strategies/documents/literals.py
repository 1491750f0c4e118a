"""JSON values as GraphQL literals: the plain way, and other ways that mean the same."""

import json
import re
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    GraphQLInputType,
    get_nullable_type,
    is_enum_type,
    is_input_object_type,
    is_list_type,
)

from kraken_conformance.strategies.exceptions import NoLiteral

_NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]*")
_written = json.JSONEncoder().encode
_unescaped = json.JSONEncoder(ensure_ascii=False).encode
_SMALL_NUMBER = re.compile(r"0|[1-9][0-9]{0,8}")


@dataclass(frozen=True, slots=True)
class Style:
    """Which other ways are taken, where a value lets them (GraphQL specification, sections 2.10 and 3.5 to 3.11).

    `block_strings` writes text as a block string, `escapes` writes what is not ASCII as escapes,
    `whole_floats` writes an integer for a whole Float, `numeric_ids` a number for an ID of digits, and
    `lone_items` the item for a list of one. `quoted_enums` writes enum values as text, which is invalid.
    """

    block_strings: bool = False
    escapes: bool = False
    whole_floats: bool = False
    numeric_ids: bool = False
    lone_items: bool = False
    quoted_enums: bool = False


PLAIN: Final = Style()

STYLES: Final = (
    PLAIN,
    Style(block_strings=True),
    Style(escapes=True),
    Style(whole_floats=True, numeric_ids=True),
    Style(lone_items=True),
    Style(block_strings=True, whole_floats=True, numeric_ids=True, lone_items=True),
)
"""The plain one first."""


def literal(value: Any, type_: GraphQLInputType | None, style: Style = PLAIN) -> str:
    """Return a JSON value as a literal of a type; None as the type stands for a custom scalar's inside.

    Raises `NoLiteral` for a JSON object in a custom scalar whose keys are no GraphQL names.
    """
    bare = None if type_ is None else get_nullable_type(type_)
    if isinstance(value, list):
        return _list(value, bare, style)
    if isinstance(value, dict):
        fields = bare.fields if is_input_object_type(bare) else {}
        return f"{{{', '.join(_entry(key, one, fields, style) for key, one in value.items())}}}"
    if is_list_type(bare) and value is not None:
        return literal(value, bare.of_type, style)
    if isinstance(value, str):
        named = is_enum_type(bare) and not style.quoted_enums
        return value if named else _text(value, getattr(bare, "name", ""), style)
    if style.whole_floats and isinstance(value, float) and getattr(bare, "name", "") == "Float":
        return str(int(value)) if value.is_integer() and abs(value) < 2**31 else _written(value)
    return _written(value)


def with_names_only(value: Any) -> Any:
    """Return a JSON value without the keys that are no GraphQL names, which no literal can hold."""
    if isinstance(value, dict):
        return {key: with_names_only(inner) for key, inner in value.items() if _NAME.fullmatch(key)}
    return [with_names_only(item) for item in value] if isinstance(value, list) else value


def _list(value: list[Any], bare: Any, style: Style) -> str:
    item = bare.of_type if is_list_type(bare) else None
    written = [literal(one, item, style) for one in value]
    if style.lone_items and item is not None and len(value) == 1 and _may_stand_alone(value[0], item):
        return written[0]
    return f"[{', '.join(written)}]"


def _may_stand_alone(value: Any, item: GraphQLInputType) -> bool:
    return value is not None and not is_list_type(get_nullable_type(item))


def _entry(key: str, value: Any, fields: Any, style: Style) -> str:
    if not _NAME.fullmatch(key):
        raise NoLiteral(f"{key!r} is no GraphQL name.")
    field = fields.get(key)
    return f"{key}: {literal(value, None if field is None else field.type, style)}"


def _text(value: str, type_name: str, style: Style) -> str:
    if style.numeric_ids and type_name == "ID" and _SMALL_NUMBER.fullmatch(value):
        return value
    if style.block_strings and type_name == "String" and _as_block(value):
        return f'"""{value}"""'
    # Characters outside the basic plane have two forms of escape, and not every server knows both.
    escaped = style.escapes and not re.search(r"[^\u0000-\uffff]", value)
    return _written(value) if escaped else _unescaped(value)


def _as_block(value: str) -> bool:
    """Whether a block string can hold a text as it is: what begins or ends with space loses it there."""
    return value != "" and value == value.strip() and value.isprintable() and not re.search(r'["\\]', value)
