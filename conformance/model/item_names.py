"""Which field of an item says which item of a list it is."""

from collections.abc import Iterable
from typing import Final

ENDINGS: Final = ("id", "number", "code", "key")
"""Endings of the names of such fields, in lower case."""


def naming_field(fields: Iterable[str]) -> str | None:
    """Return the first of some fields that names its item, None where none does."""
    return next((field for field in fields if field.lower().endswith(ENDINGS)), None)
