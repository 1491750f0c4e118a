"""Whether a line of evidence is what `evidence.schema.json` says: compiled once, so that 100,000 lines are read fast.

`whole` asks for every key that a run writes; without it, those that have a default may be missing, which is enough for
a report. Keys that the schema does not know are let through: the format may grow.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final, TypeAlias

Schema: TypeAlias = Mapping[str, Any]
Fits: TypeAlias = Callable[[Any], bool]

TYPES: Final[Mapping[str, tuple[tuple[type, ...], str]]] = {
    "string": ((str,), "text"),
    "integer": ((int,), "a whole number"),
    "number": ((int, float), "a number"),
    "boolean": ((bool,), "true or false"),
    "null": ((type(None),), "null"),
    "array": ((list,), "a list"),
    "object": ((dict,), "an object"),
}
"""What a type is in Python, and in a message."""

LONGEST = 60
"""Characters of a value that a message shows."""


@cache
def line_schemas() -> Mapping[str, Schema]:
    """Return the schema of each type of lines."""
    found = (_resolved(one) for one in _published()["oneOf"])
    return {one["properties"]["type"]["const"]: one for one in found}


def problems(event: Mapping[str, Any], *, whole: bool) -> list[str]:
    """Return in words what is wrong with a line whose type is known."""
    kind = event["type"]
    return (
        []
        if _line_fits(kind, whole)(event)
        else list(_problems(kind, "", line_schemas()[kind], event, whole))
    )


@cache
def vocabulary() -> frozenset[str]:
    """Return the names and fixed words of evidence: without them it cannot be read."""
    return frozenset(_words(_published()))


def _words(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        yield from schema.get("properties", ())
        yield from (word for word in (schema.get("const"), *schema.get("enum", ())) if isinstance(word, str))
        schema = list(schema.values())
    for inner in schema if isinstance(schema, list) else ():
        yield from _words(inner)


@cache
def _published() -> Schema:
    text = files("kraken_conformance").joinpath("evidence.schema.json").read_text("utf-8")
    found: Schema = json.loads(text)
    return found


def _resolved(schema: Schema) -> Schema:
    found: Schema = _published()["$defs"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    return found


@cache
def _line_fits(kind: str, whole: bool) -> Fits:
    return _compiled(line_schemas()[kind], whole)


@cache
def _definition_fits(reference: str, whole: bool) -> Fits:
    return _compiled(_resolved({"$ref": reference}), whole)


def _needed(schema: Schema, whole: bool) -> tuple[str, ...]:
    """Return the keys that have to be there."""
    own = schema.get("properties", {})
    return tuple(key for key in schema.get("required", ()) if whole or "default" not in own[key])


def _compiled(schema: Schema, whole: bool) -> Fits:
    if "$ref" in schema:
        reference = schema["$ref"]
        return lambda value: _definition_fits(reference, whole)(value)
    if "anyOf" in schema:
        ways = [_compiled(way, whole) for way in schema["anyOf"]]
        return lambda value: any(fits(value) for fits in ways)
    if "enum" in schema or "const" in schema:
        words = schema.get("enum") or [schema["const"]]
        return lambda value: value in words
    match schema.get("type"):
        case None:
            return lambda value: True
        case "object":
            return _object(schema, whole)
        case "array":
            item = _compiled(schema["items"], whole)
            return lambda value: isinstance(value, list) and all(map(item, value))
        case "integer" | "number" as name if "minimum" in schema:
            return _measure(TYPES[name][0], schema["minimum"], schema["exclusiveMaximum"])
        case name:
            return _of_type([name] if isinstance(name, str) else name)


def _measure(types: Any, least: int, limit: int) -> Fits:
    return lambda value: isinstance(value, types) and not isinstance(value, bool) and least <= value < limit


def _of_type(names: list[str]) -> Fits:
    types = tuple(kind for name in names for kind in TYPES[name][0])
    if bool in types or int not in types:
        return lambda value: isinstance(value, types)
    return lambda value: isinstance(value, types) and not isinstance(value, bool)


def _object(schema: Schema, whole: bool) -> Fits:
    own = [(key, _compiled(one, whole)) for key, one in schema.get("properties", {}).items()]
    needed = _needed(schema, whole)
    extra = schema.get("additionalProperties")
    item = _compiled(extra, whole) if isinstance(extra, dict) and extra else None
    pattern = schema.get("propertyNames", {}).get("pattern")
    name = None if pattern is None else re.compile(pattern)

    def fits(value: Any) -> bool:
        if not isinstance(value, dict):
            return False
        for key in needed:
            if key not in value:
                return False
        for key, test in own:
            if key in value and not test(value[key]):
                return False
        if item is not None and not all(map(item, value.values())):
            return False
        return name is None or all(map(name.search, value))

    return fits


def _problems(kind: str, path: str, schema: Schema, value: Any, whole: bool) -> Iterator[str]:
    """Yield what is wrong, at the places where it is."""
    schema = _resolved(schema)
    if not isinstance(value, dict) or "properties" not in schema:
        yield f"`{path}` of {kind} is {_shown(value)}: expected {_wanted(schema)}"
        return
    needed = _needed(schema, whole)
    for key, own in schema["properties"].items():
        name = f"{path}.{key}" if path else key
        if key not in value:
            if key in needed:
                yield f"{kind} has no `{name}`: expected {_wanted(own)}"
        elif not _compiled(own, whole)(value[key]):
            yield from _problems(kind, name, own, value[key], whole)


def _wanted(schema: Schema) -> str:
    schema = _resolved(schema)
    if "anyOf" in schema:
        return " or ".join(map(_wanted, schema["anyOf"]))
    if "enum" in schema or "const" in schema:
        return "one of " + ", ".join(schema.get("enum") or [schema["const"]])
    if "properties" in schema:
        return "an object with " + ", ".join(schema.get("required") or schema["properties"])
    if isinstance(schema.get("additionalProperties"), dict):
        return f"an object in which each value is {_wanted(schema['additionalProperties'])}"
    if "items" in schema:
        return f"a list in which each value is {_wanted(schema['items'])}"
    names = schema.get("type", ())
    return (
        " or ".join(TYPES[name][1] for name in ([names] if isinstance(names, str) else names)) or "any value"
    )


def _shown(value: Any) -> str:
    if isinstance(value, dict | list):
        return "another kind of object or list"
    text = repr(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
