"""Reads the body of an answer as JSON, and notes the keys that an object has twice."""

import json
from collections.abc import Iterable
from typing import Any, Final

NOT_JSON: Final = object()
"""Stands for the content of an answer that is not JSON; None is the JSON `null`."""


def read_json(body: bytes) -> tuple[Any, str | None]:
    """Return the content of a body, or `NOT_JSON`, and the first key that an object in it has twice.

    Of two values of one key the last one counts, as with most parsers. The encoding is UTF-8, as GraphQL over HTTP
    asks.
    """
    repeated: list[str] = []

    def made(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            repeated.append(_first_repeated(key for key, _ in pairs))
        return found

    try:
        content = json.loads(body, object_pairs_hook=made)
    except (ValueError, RecursionError):
        return NOT_JSON, None
    return content, repeated[0] if repeated else None


def _first_repeated(keys: Iterable[str]) -> str:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            return key
        seen.add(key)
    raise AssertionError("no key is repeated")
