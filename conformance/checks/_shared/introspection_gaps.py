"""What is missing in the answer to an introspection query, and what contradicts itself."""

from collections.abc import Iterator
from typing import Any

from kraken_conformance.model.json_path import Path
from kraken_conformance.model.violation import Violation, Violations

WRAPPERS = ("LIST", "NON_NULL")


def gaps(schema: Any) -> Violations:
    """Yield what is missing of each type, field and argument that is listed under `__schema`."""
    path: Path = ("data", "__schema")
    if not isinstance(schema, dict):
        yield Violation(path, "an object", _kind(schema))
        return
    yield from _named(schema.get("queryType"), (*path, "queryType"))
    names = {type_["name"] for type_ in _objects(schema.get("types")) if isinstance(type_.get("name"), str)}
    for type_, place in _each(schema, "types", path):
        yield from _named(type_, place)
        for field, at in _each(type_, "fields", place):
            yield from _typed(field, at, names)
            for argument, under in _each(field, "args", at):
                yield from _typed(argument, under, names)
        for field, at in _each(type_, "inputFields", place):
            yield from _typed(field, at, names)
        for value, at in _each(type_, "enumValues", place):
            yield from _named(value, at)
        for part in ("interfaces", "possibleTypes"):
            for other, at in _each(type_, part, place):
                yield from _reference(other, at, names)
    yield from _one_sided(schema, path)


def _one_sided(schema: dict[str, Any], path: Path) -> Violations:
    """Yield each object that an interface lists and that does not list the interface, and the other way round.

    A list that is not there is no list: only what two lists say is compared.
    """
    implements = _listed(schema, "OBJECT", "interfaces")
    implemented = _listed(schema, "INTERFACE", "possibleTypes")
    yield from _unreturned(schema, path, "possibleTypes", implemented, implements, "interfaces")
    yield from _unreturned(schema, path, "interfaces", implements, implemented, "possibleTypes")


def _listed(schema: dict[str, Any], kind: str, part: str) -> dict[str, set[str]]:
    """Return the names that each type of a kind has in a list, by the name of the type."""
    return {
        type_["name"]: {
            other["name"] for other in _objects(type_[part]) if isinstance(other.get("name"), str)
        }
        for type_ in _objects(schema.get("types"))
        if type_.get("kind") == kind
        and isinstance(type_.get("name"), str)
        and isinstance(type_.get(part), list)
    }


def _unreturned(
    schema: dict[str, Any],
    path: Path,
    part: str,
    there: dict[str, set[str]],
    back: dict[str, set[str]],
    returned: str,
) -> Violations:
    """Yield the places of a list where a type is named that does not name the type of the list."""
    for type_, place in _each(schema, "types", path):
        name = type_.get("name") if isinstance(type_, dict) else None
        if not isinstance(name, str) or name not in there:
            continue
        for other, at in _each(type_, part, place):
            named = other.get("name") if isinstance(other, dict) else None
            if isinstance(named, str) and named in back and name not in back[named]:
                yield Violation(at, f"a type with {name} among its {returned}", named)


def _each(holder: Any, name: str, path: Path) -> Iterator[tuple[Any, Path]]:
    items = holder.get(name) if isinstance(holder, dict) else None
    for index, item in enumerate(items if isinstance(items, list) else ()):
        yield item, (*path, name, index)


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    return (item for item in value if isinstance(item, dict)) if isinstance(value, list) else iter(())


def _named(thing: Any, path: Path) -> Violations:
    if not isinstance(thing, dict):
        yield Violation(path, "an object with a name", _kind(thing))
    elif not isinstance(thing.get("name"), str):
        yield Violation((*path, "name"), "a name", _kind(thing.get("name")))


def _typed(thing: Any, path: Path, names: set[str]) -> Violations:
    yield from _named(thing, path)
    if isinstance(thing, dict):
        yield from _reference(thing.get("type"), (*path, "type"), names)


def _reference(type_: Any, path: Path, names: set[str]) -> Violations:
    """Yield what is missing of a type where it is used, through all lists and non-nulls."""
    while isinstance(type_, dict) and type_.get("kind") in WRAPPERS:
        type_, path = type_.get("ofType"), (*path, "ofType")
    if not isinstance(type_, dict):
        yield Violation(path, "a type", _kind(type_))
    elif not isinstance(type_.get("name"), str):
        yield Violation((*path, "name"), "the name of a type", _kind(type_.get("name")))
    elif type_["name"] not in names:
        yield Violation((*path, "name"), "a type that is listed", type_["name"])


def _kind(value: Any) -> str:
    return "nothing" if value is None else f"a value of JSON of another kind: {value!r}"[:100]
