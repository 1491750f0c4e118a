"""The texts in a JSON value, each with the way to it."""

from collections.abc import Iterator, Mapping
from typing import Any

Step = str | int


def texts_of(value: Any) -> Iterator[tuple[tuple[Step, ...], str]]:
    """Yield every text in a JSON value with its path, which is made for it alone: a value may be large and deep."""
    if isinstance(value, str):
        yield (), value
        return
    path: list[Step] = []
    open_ = [_entries(value)]
    while open_:
        name, each = next(open_[-1], (None, None))
        if name is None:
            open_.pop()
            del path[-1:]
        elif isinstance(each, str):
            yield (*path, name), each
        elif isinstance(each, Mapping | list):
            path.append(name)
            open_.append(_entries(each))


def _entries(value: Any) -> Iterator[tuple[Step, Any]]:
    if isinstance(value, Mapping):
        return iter(value.items())
    return iter(enumerate(value)) if isinstance(value, list) else iter(())
