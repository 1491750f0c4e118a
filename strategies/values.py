"""The values that pass between the parts of this package."""

from dataclasses import dataclass
from typing import Any

from hypothesis.strategies import SearchStrategy


@dataclass(frozen=True, slots=True)
class LabelledVariables:
    """Valid variables, and in a few words what is special about them (`input.reason: empty text`)."""

    variables: dict[str, Any]
    label: str


@dataclass(frozen=True, slots=True)
class Document:
    """A GraphQL document with one operation, its `name`, and the response key of the mutation in it."""

    text: str
    name: str
    root: str


@dataclass(frozen=True, slots=True)
class FaultyVariables:
    """Variables with exactly one thing wrong.

    `kind` is the last word of the requirement that speaks of it (`null-for-non-null`), `path` leads
    from the variables to the place, `type` is the GraphQL type expected there, and `detail` says in
    words what was done.
    """

    variables: dict[str, Any]
    kind: str
    path: tuple[str | int, ...]
    type: str
    detail: str


@dataclass(frozen=True, slots=True)
class Edge:
    """A valid value that implementations are known to stumble over, and its name."""

    label: str
    value: Any


@dataclass(frozen=True, slots=True)
class WrongValue:
    """A value that is none of the type, and the kind of fault that it is."""

    kind: str
    label: str
    value: Any


@dataclass(frozen=True, slots=True)
class Leaf:
    """What is known of the values of one leaf type, in one format.

    `table` holds valid values, those that come more often several times, and the simplest first.
    `generated` makes values beyond the table, where that is worth its time. `rigid` says that a list
    in place of a value is refused by every server that checks the type at all.
    """

    table: tuple[Any, ...]
    edges: tuple[Edge, ...] = ()
    faults: tuple[WrongValue, ...] = ()
    generated: SearchStrategy[Any] | None = None
    rigid: bool = True

    @property
    def simplest(self) -> Any:
        """The value that all others shrink to."""
        return self.table[0]
