"""Reads JSON that a signer wrote: each key once, so that every reader finds the same values."""

import json
from typing import Any


def parsed(content: bytes | str, name: str) -> Any:
    """Return the value of a JSON text.

    Raises `ValueError` with `name` where it is none, has a key twice in one object, or a number that JSON has not.
    """

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                raise ValueError(f"{name} has the key {key!r:.80} twice in one object")
            found[key] = value
        return found

    def refuse(constant: str) -> Any:
        raise ValueError(f"{name} has {constant}, which is no JSON")

    return json.loads(content, object_pairs_hook=once, parse_constant=refuse)


def parsed_object(content: bytes | str, name: str) -> dict[str, Any]:
    """Return the object of a JSON text. Raises `ValueError` as `parsed` does, and where it is another value."""
    found = parsed(content, name)
    if not isinstance(found, dict):
        raise ValueError(f"{name} is no object")
    return found
