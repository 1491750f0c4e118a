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
    "ChangeFacts", {"class": str, "kind": str, "mutation": str | None, "path": str, "detail": str}
)
"""A change as JSON; in `contract-diff.schema.json`."""


@dataclass(frozen=True, slots=True)
class ContractChange:
    """A change. `mutation` is None where all are concerned; `path` is the place within it, by points."""

    severity: ChangeClass
    kind: str
    mutation: str | None
    path: str
    detail: str

    @classmethod
    def breaking(cls, kind: str, mutation: str | None, path: str, detail: str) -> ContractChange:
        """Return a change that breaks a client."""
        return cls(ChangeClass.BREAKING, kind, mutation, path, detail)

    @classmethod
    def dangerous(cls, kind: str, mutation: str | None, path: str, detail: str) -> ContractChange:
        """Return a change that a client may not expect."""
        return cls(ChangeClass.DANGEROUS, kind, mutation, path, detail)

    @classmethod
    def safe(cls, kind: str, mutation: str | None, path: str, detail: str) -> ContractChange:
        """Return a change that no client notices unless it wants to."""
        return cls(ChangeClass.SAFE, kind, mutation, path, detail)

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
            "detail": self.detail,
        }
