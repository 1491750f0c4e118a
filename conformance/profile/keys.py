"""What may stand in a profile."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from kraken_conformance.profile.model import FromEnvironment

Kind = Literal["text", "path", "whole number", "number", "true or false", "headers"]

_TYPES: dict[str, tuple[type, ...]] = {
    "text": (str,),
    "path": (str,),
    "whole number": (int,),
    "number": (int, float),
    "true or false": (bool,),
}
_EXAMPLES = {
    "text": '"…"',
    "path": '"…"',
    "whole number": "50",
    "number": "2.5",
    "true or false": "true",
}


@dataclass(frozen=True, slots=True)
class ProfileKey:
    """A setting: its kind, whether it is a list of them, and what else is asked of a value.

    `check` returns the value as the program takes it, and raises `ValueError` with what is wrong.
    """

    name: str
    kind: Kind
    many: bool
    check: Callable[[Any], Any]

    def read(self, value: Any) -> Any:
        """Return a TOML value as the program takes it. Raises `ValueError` with what to write instead."""
        if self.kind == "headers":
            return _headers(value)
        if not self.many:
            return self._one(value)
        if not isinstance(value, list):
            raise ValueError(f"{self.name} is a list: write {self.name} = [{_EXAMPLES[self.kind]}].")
        return tuple(self._one(item) for item in value)

    def _one(self, value: Any) -> Any:
        if self.kind == "text" and (variable := environment(value)) is not None:
            return variable
        expected = _TYPES[self.kind]
        if not isinstance(value, expected) or (isinstance(value, bool) and bool not in expected):
            shown = f"[{_EXAMPLES[self.kind]}]" if self.many else _EXAMPLES[self.kind]
            raise ValueError(f"{self.name} is {self._named()}: write {self.name} = {shown}.")
        return self.check(value)

    def _named(self) -> str:
        if self.kind == "true or false":
            return self.kind
        return f"a list of {self.kind}s" if self.many else f"a {self.kind}"


def environment(value: Any) -> FromEnvironment | None:
    """Return the environment variable that a table `{ env = "NAME" }` names, None where it is none."""
    if (
        isinstance(value, Mapping)
        and set(value) == {"env"}
        and isinstance(value["env"], str)
        and value["env"]
    ):
        return FromEnvironment(value["env"])
    return None


def _headers(value: Any) -> dict[str, str | FromEnvironment]:
    form = 'headers is a table: write headers = { X-Name = "value", X-Key = { env = "KEY" } }.'
    if not isinstance(value, Mapping):
        raise ValueError(form)
    found: dict[str, str | FromEnvironment] = {}
    for name, text in value.items():
        read = environment(text) or text
        if not isinstance(read, str | FromEnvironment):
            raise ValueError(form)
        found[name] = read
    return found
