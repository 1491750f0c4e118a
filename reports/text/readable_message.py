"""The bodies of requests and responses as a person reads them."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from kraken_conformance.reports.text.safe_text import plain

LONGEST = 20_000
"""Characters of a body that is laid out; what is longer stays as it is."""

MARK = "  ◀ here"
"""Stands at the end of the line that a finding is about."""

Path = Sequence[str | int]


def readable_request(body: str) -> str:
    """Return the document of a request as text of its own, and its variables after it; any other body laid out."""
    content = _parsed(body)
    if not isinstance(content, dict) or not isinstance(content.get("query"), str):
        return readable_response(body, ())
    parts = [content["query"].strip()]
    if content.get("variables"):
        parts.append("variables: " + "\n".join(_lines(content["variables"], 0, None)))
    others = {name: value for name, value in content.items() if name not in ("query", "variables")}
    parts += [f"{name}: {_leaf(value)}" for name, value in others.items() if value is not None]
    return plain("\n\n".join(parts))


def readable_response(body: str, path: Path) -> str:
    """Return JSON with indentation, and a mark at the place of a path, or at what is there of it.

    Anything else, and what is too long to be worth it, stays as it is.
    """
    content = _parsed(body)
    if not isinstance(content, dict | list):
        return body
    try:
        return plain("\n".join(_lines(content, 0, _there(content, path) if path else None)))
    except RecursionError:
        return body


def _parsed(body: str) -> Any:
    if len(body) > LONGEST or not body.lstrip().startswith(("{", "[")):
        return None
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _there(value: Any, path: Path) -> tuple[str | int, ...]:
    """Return the part of a path that leads to something."""
    found: list[str | int] = []
    for step in path:
        inside = isinstance(value, dict) and step in value
        if not inside and not (isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value)):
            break
        value = value[step]
        found.append(step)
    return tuple(found)


def _lines(
    value: Any, depth: int, marked: tuple[str | int, ...] | None, lead: str = "", comma: str = ""
) -> Iterator[str]:
    """Yield the lines of a JSON value; `marked` is the way from here to the mark, None where it is elsewhere."""
    indent, mark = "  " * depth, MARK if marked == () else ""
    if not isinstance(value, dict | list) or not value:
        yield f"{indent}{lead}{_leaf(value)}{comma}{mark}"
        return
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    yield f"{indent}{lead}{opening}{mark}"
    entries = list(value.items()) if isinstance(value, dict) else list(enumerate(value))
    for number, (step, inner) in enumerate(entries, start=1):
        below = marked[1:] if marked and marked[0] == step else None
        name = f"{json.dumps(step, ensure_ascii=False)}: " if isinstance(value, dict) else ""
        yield from _lines(inner, depth + 1, below, name, "," if number < len(entries) else "")
    yield f"{indent}{closing}{comma}"


def _leaf(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
