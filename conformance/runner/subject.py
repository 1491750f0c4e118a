"""What a run is divided into."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Subject:
    """A mutation with all its probes, or a server as a whole where `mutation` is None."""

    server: str
    mutation: str | None

    def __str__(self) -> str:
        return self.mutation or f"server {self.server}"


def subjects(mutations_by_server: dict[str, list[str]]) -> tuple[Subject, ...]:
    """Return the subjects of a run: each server as a whole, then its mutations in documented order."""
    return tuple(
        subject
        for server, mutations in mutations_by_server.items()
        for subject in (Subject(server, None), *(Subject(server, name) for name in mutations))
    )
