"""A compiled shape, and how a response is judged by it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from kraken_conformance.operations.shape.mismatch import Mismatch, Path
from kraken_conformance.operations.shape.positions import Positions, leads_to_one


@dataclass(slots=True)
class Findings:
    """What one pass over a response collects: violations, and the kinds of rule that came to bear."""

    violations: list[Mismatch] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)


Judge = Callable[[Any, Path, Findings], None]
"""Looks at the value at a path and writes down what is wrong with it."""


@dataclass(frozen=True, slots=True)
class ShapeResult:
    """What is wrong with a response, and the kinds of rule that something in it was judged by."""

    violations: tuple[Mismatch, ...]
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class Shape:
    """What `data` has to look like in the response to one operation.

    `positions` are the response positions that the document asks for, None where it cannot be read.
    """

    _judge: Judge
    positions: Positions | None = None

    def judge(self, data: dict[str, Any]) -> ShapeResult:
        """Judge the value of `data` in a response."""
        findings = Findings()
        self._judge(data, ("data",), findings)
        broken = (violation.kind for violation in findings.violations)
        return ShapeResult(tuple(findings.violations), frozenset(findings.kinds.union(broken)))

    def violations(self, data: dict[str, Any]) -> Iterator[Mismatch]:
        """Yield what is wrong with the value of `data` in a response."""
        yield from self.judge(data).violations

    def selects(self, path: list[Any]) -> bool:
        """Whether a path, as errors have it, leads to a place that the document asks for."""
        return self.positions is None or leads_to_one(path, self.positions)
