"""What can be wrong with a contract or with what it is made from.

ContractError           the base of all, with a place and a remedy
├── ContractNotFound    no contract of that name or at that path   (load)
├── InvalidContract     one or more problems in its files          (load, lint)
└── ImportFailure       a page or schema that cannot be read       (import, diff)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kraken_conformance.exceptions import UsageError


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, where it is, and what to do about it.

    `line` counts from 1 and is None where a problem has no line, such as a missing file.
    """

    file: str
    line: int | None
    message: str
    remedy: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.message} {self.remedy}".rstrip()


class ContractError(UsageError):
    """A contract, or what it is made from, cannot be used. Holds every problem found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)

    def __reduce__(self) -> tuple[type[ContractError], tuple[tuple[Problem, ...]]]:
        """Come whole out of another process: the arguments of an exception are else its message alone."""
        return type(self), (self.problems,)


class ContractNotFound(ContractError):
    """There is no contract of that name, and no folder at that path."""


class InvalidContract(ContractError):
    """The files of a contract contradict their language or one another."""


class ImportFailure(ContractError):
    """A reference page or a schema cannot be read."""
