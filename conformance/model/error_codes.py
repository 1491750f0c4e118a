"""The codes that an answer has, whatever else it may be."""

from typing import Any


def error_codes(body: Any, key: str) -> list[str]:
    """Return the texts under `key` in the extensions of each error of a body, in order; none where it is no GraphQL."""
    errors = body.get("errors") if isinstance(body, dict) else None
    listed = errors if isinstance(errors, list) else []
    extensions = [error.get("extensions") for error in listed if isinstance(error, dict)]
    codes = [found.get(key) for found in extensions if isinstance(found, dict)]
    return [code for code in codes if isinstance(code, str)]
