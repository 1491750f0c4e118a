"""A single change between two contracts, and how much it means to a client of the first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypedDict


class ChangeClass(StrEnum):
    """What a change does to a client of the first side."""

    BREAKING = "breaking"
    DANGEROUS = "dangerous"
    SAFE = "safe"


ChangeFacts = TypedDict(
    "ChangeFacts",
    {"class": str, "kind": str, "mutation": str | None, "path": str, "coordinate": str | None, "detail": str},
)
"""A change as JSON; in `contract-diff.schema.json`."""


@dataclass(frozen=True, slots=True)
class ContractChange:
    """A change. `mutation` is None where all are concerned; `path` is the place within it, by points.

    `coordinate` is the schema coordinate of what has changed, as the first side names it, or the second what is new;
    None for what is not in a schema: a server, the message of a code.

    Source: GraphQL specification, September 2025, section 3.13 Schema Coordinates.
    """

    severity: ChangeClass
    kind: str
    mutation: str | None
    path: str
    detail: str
    coordinate: str | None = None

    @classmethod
    def breaking(
        cls, kind: str, mutation: str | None, path: str, detail: str, at: str | None = None
    ) -> ContractChange:
        """Return a change that breaks a client."""
        return cls(ChangeClass.BREAKING, kind, mutation, path, detail, at)

    @classmethod
    def dangerous(
        cls, kind: str, mutation: str | None, path: str, detail: str, at: str | None = None
    ) -> ContractChange:
        """Return a change that a client may not expect."""
        return cls(ChangeClass.DANGEROUS, kind, mutation, path, detail, at)

    @classmethod
    def safe(
        cls, kind: str, mutation: str | None, path: str, detail: str, at: str | None = None
    ) -> ContractChange:
        """Return a change that no client notices unless it wants to."""
        return cls(ChangeClass.SAFE, kind, mutation, path, detail, at)

    def of(self, *, inferred: bool) -> ContractChange:
        """Return the change as it counts where the first side only infers what has changed."""
        lowered = inferred and self.severity is ChangeClass.BREAKING
        return replace(self, severity=ChangeClass.DANGEROUS) if lowered else self

    def as_json(self) -> ChangeFacts:
        """Return the change as the values of a JSON object."""
        return {
            "class": self.severity.value,
            "kind": self.kind,
            "mutation": self.mutation,
            "path": self.path,
            "coordinate": self.coordinate,
            "detail": self.detail,
        }
