"""What a check reports."""

from collections.abc import Iterator
from dataclasses import dataclass

from kraken_conformance.spec import Level

MOST_PER_REQUIREMENT = 5
"""At most this many different violations of one requirement are reported for one mutation; more would hide the rest."""

MOST_VIOLATIONS = 1_000
"""Violations of one requirement in one answer after which it is judged no further: a list may have a million items."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken promise in one exchange.

    `path` leads to the place in the response (or in the schema). `expected` and `actual` are for
    people: short, in the words of the contract, the actual value as JSON. `level` is set where the
    violation weighs less than its requirement, because what it rests on is inferred, not documented.
    `topic` tells apart violations at one place that are different things to fix: two undeclared codes.
    """

    path: tuple[str | int, ...]
    expected: str
    actual: str
    level: Level | None = None
    topic: str = ""


Violations = Iterator[Violation]
"""What a check yields: one violation for each thing that is wrong."""
