"""Values that a target is known to know, mixed into the generated ones."""

from collections.abc import Mapping, Sequence
from typing import Any

from kraken_conformance.strategies.exceptions import InvalidPools

TYPE_PREFIX = "type:"


class Pools:
    """Known values by the place where they belong.

    A key is a path (`input.deviceId`), the name of a field or argument (`accountNumber`) or a type
    (`type:AccountNumber`); the first of these that is there counts, in this order. A path leaves out
    list positions (`input.owners.ownerId`). Each key has a list of JSON values, which stand for one
    value each also where the field is a list. A value that is none of the field's type is left
    out there. Raises `InvalidPools` for a key without values.
    """

    def __init__(self, values: Mapping[str, Sequence[Any]] | None = None) -> None:
        self._values = {key: _checked(key, listed) for key, listed in (values or {}).items()}
        self._beginnings = {
            tuple(key.split(".")[:length])
            for key in self._values
            if "." in key and not key.startswith(TYPE_PREFIX)
            for length in range(1, key.count(".") + 2)
        }

    def find(self, path: tuple[str, ...], type_name: str) -> tuple[Any, ...]:
        """Return the values for a place, none where no key speaks of it."""
        key = self.key(path, type_name)
        return () if key is None else self._values[key]

    def key(self, path: tuple[str, ...], type_name: str) -> str | None:
        """Return the key that counts for a place, None where none speaks of it."""
        keys = (".".join(path), path[-1], TYPE_PREFIX + type_name)
        return next((key for key in keys if key in self._values), None)

    def named(self, key: str) -> tuple[Any, ...]:
        """Return the values of one key, none where there is no such key."""
        return self._values.get(key, ())

    @property
    def keys(self) -> tuple[str, ...]:
        """All keys, in the order in which they were given."""
        return tuple(self._values)

    def speak_of(self, path: tuple[str, ...]) -> bool:
        """Whether any key is the path of this place or of one within it."""
        return path in self._beginnings

    def __repr__(self) -> str:
        return f"Pools({self._values!r})"


def _checked(key: str, values: Sequence[Any]) -> tuple[Any, ...]:
    if not isinstance(values, Sequence) or isinstance(values, str) or not values:
        raise InvalidPools(f"The pool {key!r} is no list of values: write {key} = [value, …].")
    return tuple(values)
