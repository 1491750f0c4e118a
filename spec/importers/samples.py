"""Reads the sample responses of reference pages: JSON in which type names stand for objects.

A sample such as `{"data": {"x": {"id": 1, "made": "2020-01-01", "owner": Person}}}` tells the kind of
each field. It may be cut short anywhere: what is there still counts.
"""

import re
from dataclasses import dataclass
from typing import Any

_TOKEN = re.compile(r"\s*(?:(\"(?:[^\"\\]|\\.)*\")|(-?\d+\.\d+)|(-?\d+)|([A-Za-z_]\w*)|(.))", re.DOTALL)
_TEXT_KINDS = (
    (re.compile(r"\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:\d{2})?"), "DateTime"),
    (re.compile(r"\d{4}-\d{2}-\d{2}"), "Date"),
    (re.compile(r"\d{2}:\d{2}:\d{2}(?:\.\d+)?"), "Time"),
    (re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE), "UUID"),
    (re.compile(r"[A-Z][A-Z0-9_]+"), None),
)
"""How a text looks, and the type that it then has; None for an enum value, whose type has no name here."""


@dataclass(frozen=True, slots=True)
class TypeName:
    """The name of a type, in place of a value of it."""

    name: str


@dataclass(frozen=True, slots=True)
class Alternatives:
    """Several values, any of which may come: a generic scalar."""

    values: tuple[Any, ...]


MISSING = object()
"""In place of a value that is not there because the page is cut short."""


def read_sample(text: str) -> Any:
    """Return the value of a sample as dicts, lists, texts, numbers, `TypeName` and `Alternatives`."""
    return _Sample(text).value()


def documented_kind(sample: Any) -> str | None:
    """Return the type that a sample value shows, as SDL; None where it shows only that there is a value."""
    if isinstance(sample, bool):
        return "Boolean"
    if isinstance(sample, int):
        return "Int"
    if isinstance(sample, float):
        return "Float"
    if isinstance(sample, str):
        return next((kind for look, kind in _TEXT_KINDS if look.fullmatch(sample)), "String")
    if isinstance(sample, TypeName):
        return sample.name
    if isinstance(sample, dict):
        return "JSON"
    if isinstance(sample, list) and sample:
        item = documented_kind(sample[0])
        return None if item is None else f"[{item}]"
    return None


class _Sample:
    def __init__(self, text: str) -> None:
        found = (
            next((group, value) for group, value in enumerate(match.groups()) if value is not None)
            for match in _TOKEN.finditer(text)
        )
        self.tokens = list(found)
        self.position = 0

    def value(self) -> Any:
        values = [self._single()]
        while self._accept("|"):
            values.append(self._single())
        return values[0] if len(values) == 1 else Alternatives(tuple(values))

    def _single(self) -> Any:
        if self.position >= len(self.tokens):
            return MISSING
        kind, text = self.tokens[self.position]
        self.position += 1
        if kind == 0:
            return text[1:-1].replace('\\"', '"')
        if kind == 1:
            return float(text)
        if kind == 2:
            return int(text)
        if kind == 3:
            return {"true": True, "false": False, "null": None}.get(text, TypeName(text))
        if text == "{":
            return self._object()
        return self._list() if text == "[" else MISSING

    def _object(self) -> dict[str, Any]:
        members: dict[str, Any] = {}
        while self.position < len(self.tokens) and not self._accept("}"):
            kind, text = self.tokens[self.position]
            self.position += 1
            if kind in (0, 3) and self._accept(":"):
                members[text.strip('"')] = self.value()
        return members

    def _list(self) -> list[Any]:
        items: list[Any] = []
        while self.position < len(self.tokens) and not self._accept("]"):
            if not self._accept(","):
                items.append(self.value())
        return items

    def _accept(self, mark: str) -> bool:
        if self.position < len(self.tokens) and self.tokens[self.position] == (4, mark):
            self.position += 1
            return True
        return False
