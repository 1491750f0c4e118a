"""Values at a place within JSON values, and values put there."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Path = tuple[str | int, ...]
"""The way to a place: keys of objects and positions in lists."""


def value_at(value: Any, path: Iterable[str | int]) -> Any:
    """Return what is at a path, None where there is nothing."""
    for step in path:
        if isinstance(value, Mapping) and isinstance(step, str):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value


def with_value(value: Any, path: Sequence[str | int], put: Any) -> Any:
    """Return a copy of a JSON value with another value at a path of keys; objects on the way are made."""
    if not path:
        return put
    known = dict(value) if isinstance(value, Mapping) else {}
    return {**known, path[0]: with_value(known.get(path[0]), path[1:], put)}


def without_value(value: Any, path: Sequence[str | int]) -> Any:
    """Return a copy of a JSON value without what is at a path of keys."""
    if not isinstance(value, Mapping) or path[0] not in value:
        return value
    if len(path) == 1:
        return {key: item for key, item in value.items() if key != path[0]}
    return {**value, path[0]: without_value(value[path[0]], path[1:])}
