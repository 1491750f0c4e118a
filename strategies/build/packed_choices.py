"""Small choices packed into the bytes of one.

Hypothesis spends far more on a choice than on what is made of it. So an object draws one text of bytes, and each
of its fields reads its own: whether it is there, and which value of a table it has. A byte is a *digit* here. It
shrinks towards 0 whatever its neighbours do, so that a field shrinks as it would with choices of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import prod
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

BASE: Final = 256

FEW: Final = 1000
"""Up to this many combinations are drawn one by one: Hypothesis then knows when it has seen all, and stops."""

Digits = Sequence[int]
Stops = tuple[int, ...]
"""The lowest value of a digit for each of the things that it can mean."""

HERE: Final = object()
ABSENT: Final = object()

Presence = tuple[object, ...]
"""What each value of a digit says of a field: `ABSENT`, None for null, or `HERE`."""

OPTIONAL: Final[Presence] = (ABSENT, *[HERE] * 128, *[ABSENT] * 127)
OPTIONAL_OR_NULL: Final[Presence] = (ABSENT, *[HERE] * 128, *[ABSENT] * 107, *[None] * 20)
USUAL_OR_NULL: Final[Presence] = (*[ABSENT] * 32, *[HERE] * 192, *[None] * 32)
"""Of an argument: hardly a mutation does anything without it."""


def stops_of(presence: Presence) -> Stops:
    """Return the lowest digit for each thing that a digit says of a field."""
    return tuple(presence.index(state) for state in dict.fromkeys(presence))


def picked(entries: Sequence[Any], digit: int) -> Any:
    """Return the entry that a digit stands for: each about as often as any other, and 0 for the first."""
    return entries[digit * len(entries) // BASE]


def stops_of_table(count: int) -> Stops:
    """Return the lowest digit for each of this many entries."""
    return tuple(-(-BASE * number // count) for number in range(count))


@dataclass(frozen=True, slots=True)
class Table:
    """The values of a table, for one digit or two: the page, which 0 makes the first, and the line on it."""

    pages: tuple[tuple[Any, ...], ...]

    @classmethod
    def of(cls, values: tuple[Any, ...]) -> Table:
        """Return the table with pages of the same length, as few as can be."""
        count = -(-len(values) // BASE)
        ends = [len(values) * number // count for number in range(count + 1)]
        return cls(tuple(values[begin:end] for begin, end in pairwise(ends)))

    @property
    def stops(self) -> tuple[Stops, ...]:
        """The stops of its digits."""
        lines = stops_of_table(len(self.pages[0]))
        return (lines,) if len(self.pages) == 1 else (stops_of_table(len(self.pages)), lines)

    def read(self, digits: Digits, start: int) -> Any:
        """Return the value for the digits that begin at a position."""
        if len(self.pages) == 1:
            return picked(self.pages[0], digits[start])
        return picked(picked(self.pages, digits[start]), digits[start + 1])


def digits_for(stops: Iterable[Stops]) -> SearchStrategy[Digits]:
    """Return a strategy for digits with these stops; each of them shrinks towards 0."""
    known = tuple(stops)
    if prod(map(len, known)) <= FEW:
        return st.tuples(*(st.sampled_from(values) for values in known))
    return st.binary(min_size=len(known), max_size=len(known))
