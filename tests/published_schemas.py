"""Makes the published JSON Schemas out of types: `python -m tests.published_schemas` writes them."""

from __future__ import annotations

import json
from functools import reduce
from pathlib import Path
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Literal,
    NotRequired,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from kraken_conformance import events, schema_types
from kraken_conformance.certificate.document import Certificate
from kraken_conformance.spec.diff.contract_diff import DiffFacts

ROOT = Path(__file__).parents[1]

SIMPLE = {str: "string", int: "integer", float: "number", bool: "boolean", NoneType: "null"}


def schema_of(kinds: dict[str, type], title: str) -> dict[str, Any]:
    """Return the schema of an object that is of one of some kinds."""
    definitions: dict[str, Any] = {}
    refs = [_schema(kind, definitions) for kind in kinds.values()]
    top = refs[0] if len(refs) == 1 else {"oneOf": refs}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        **top,
        "$defs": dict(sorted(definitions.items())),
    }


def _schema(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    if hint is Any:
        return {}
    if hint in SIMPLE:
        return {"type": SIMPLE[hint]}
    if is_typeddict(hint):
        if hint.__name__ not in definitions:
            definitions[hint.__name__] = {}
            definitions[hint.__name__] = _object(hint, definitions)
        return {"$ref": f"#/$defs/{hint.__name__}"}
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return reduce(_with, parts[1:], _schema(parts[0], definitions))
    if origin is NotRequired:
        return _schema(parts[0], definitions)
    if origin is Literal:
        return {"const": parts[0]} if len(parts) == 1 else {"enum": list(parts)}
    if origin is list:
        return {"type": "array", "items": _schema(parts[0], definitions)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _schema(parts[1], definitions)}
    if origin in (Union, UnionType):
        found = [_schema(part, definitions) for part in parts]
        if all(set(one) == {"type"} for one in found):
            return {"type": [one["type"] for one in found]}
        return {"anyOf": found}
    raise TypeError(f"{hint!r} has no schema")


def _object(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    hints = get_type_hints(kind, include_extras=True)
    return {
        **({"description": " ".join(kind.__doc__.split())} if kind.__doc__ else {}),
        "type": "object",
        "required": [
            key for key, hint in hints.items() if kind.__total__ and get_origin(hint) is not NotRequired
        ],
        "properties": {key: _schema(hint, definitions) for key, hint in hints.items()},
        "additionalProperties": False,
    }


def _with(schema: dict[str, Any], fact: Any) -> dict[str, Any]:
    match fact:
        case schema_types.Default(value):
            return {**schema, "default": value}
        case schema_types.Words(words):
            return {"enum": list(words)}
        case schema_types.Below(limit):
            return {**schema, "minimum": 0, "exclusiveMaximum": limit}
        case schema_types.Keys(pattern):
            return {**schema, "propertyNames": {"pattern": pattern}}
    raise TypeError(f"{fact!r} has no part in a schema")


def _certificate() -> dict[str, Any]:
    return schema_of({"certificate": Certificate}, "certificate.json of a bundle of kraken-conformance")


def _diff() -> dict[str, Any]:
    return schema_of({"diff": DiffFacts}, "What `kraken-conformance spec diff --format json` prints")


PUBLISHED = {
    "conformance/evidence.schema.json": lambda: schema_of(
        dict(events.EVENTS), "A line of evidence.jsonl of kraken-conformance"
    ),
    "conformance/certificate/certificate.schema.json": _certificate,
    "spec/contract-diff.schema.json": _diff,
}
"""What makes each file."""


def text_of(path: str) -> str:
    """Return what a file has to hold."""
    return json.dumps(PUBLISHED[path](), indent=1) + "\n"


if __name__ == "__main__":
    for path in PUBLISHED:
        (ROOT / path).write_text(text_of(path), "utf-8")
