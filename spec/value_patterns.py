"""Texts of a pattern by their number: a regular expression that is small enough to count through.

A pattern has literals, classes (`[0-9A-F]`), groups of alternatives (`(01|02|)`), `{n}` after any of these, and
alternatives of the whole. A backslash makes the next character a literal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import prod

_TOKEN = re.compile(
    r"\\(?P<literal>.)|\[(?P<set>[^\]]+)\]|\((?P<group>[^()]*)\)|(?P<plain>[^\\\[\](){}|*+?^$.])"
)
_TIMES = re.compile(r"\{([1-9][0-9]?)\}")
_RANGE = re.compile(r"(.)-(.)|(.)")

Parts = tuple[tuple[str, ...], ...]
"""The choices at each place of a text, in order."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """The texts of a pattern: for each alternative of the whole the choices at each place."""

    alternatives: tuple[Parts, ...]

    @classmethod
    def read(cls, text: str) -> Pattern:
        """Read a pattern. Raises `ValueError` with what is wrong."""
        return cls(tuple(tuple(_places(part)) for part in _alternatives(text)))

    @property
    def count(self) -> int:
        """How many texts there are, those that can be made in two ways counted twice."""
        return sum(map(_count, self.alternatives))

    def text(self, number: int) -> str:
        """Return the text with this number, from 0."""
        for parts in self.alternatives:
            if number < _count(parts):
                return "".join(reversed(list(_chosen(parts, number))))
            number -= _count(parts)
        raise IndexError(number)


def _count(parts: Parts) -> int:
    return prod(map(len, parts))


def _chosen(parts: Parts, number: int) -> Iterator[str]:
    for choices in reversed(parts):
        number, place = divmod(number, len(choices))
        yield choices[place]


def _alternatives(text: str) -> Iterator[str]:
    depth, begin, escaped = 0, 0, False
    for position, character in enumerate(text):
        if escaped:
            escaped = False
            continue
        escaped = character == "\\"
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(character, 0)
        if character == "|" and not depth:
            yield text[begin:position]
            begin = position + 1
    yield text[begin:]


def _places(text: str) -> Iterator[tuple[str, ...]]:
    if not text:
        raise ValueError("an alternative is empty")
    position = 0
    while position < len(text):
        found = _TOKEN.match(text, position)
        if found is None:
            raise ValueError(f"{text[position:]!r} is not understood")
        choices = _choices(found)
        times = _TIMES.match(text, found.end())
        position = (times or found).end()
        yield from (choices for _ in range(int(times[1]) if times else 1))


def _choices(found: re.Match[str]) -> tuple[str, ...]:
    if found["set"] is not None:
        return tuple(dict.fromkeys(_characters(found["set"])))
    if found["group"] is not None:
        return tuple(dict.fromkeys(_texts_of_group(found["group"])))
    return (found["literal"] or found["plain"],)


def _texts_of_group(text: str) -> Iterator[str]:
    """Yield the texts of a group, of which there must be few. An empty alternative leaves the group out."""
    for part in text.split("|"):
        inner = Pattern((tuple(_places(part)),)) if part else Pattern(((),))
        if inner.count > MOST_IN_GROUP:
            raise ValueError(f"the group ({text}) has more than {MOST_IN_GROUP} texts")
        yield from map(inner.text, range(inner.count))


MOST_IN_GROUP = 1000


def _characters(text: str) -> Iterator[str]:
    if text.startswith("^"):
        raise ValueError(f"[{text}] says what is left out: say what is in")
    for first, last, single in _RANGE.findall(text):
        if single:
            yield single
        elif first > last:
            raise ValueError(f"{first}-{last} is empty")
        else:
            yield from map(chr, range(ord(first), ord(last) + 1))
