"""The drawing of docs/architecture.md, made from the table of rooms: `python -m tests.architecture` prints it."""

from __future__ import annotations

from graphlib import TopologicalSorter

from tests.test_layers import ALLOWED


def top(room: str) -> str:
    """Return the room that a room is in."""
    return room.partition("/")[0]


def edges() -> dict[str, set[str]]:
    """Return which top room imports which, without edges that follow from others."""
    direct: dict[str, set[str]] = {}
    for room, others in ALLOWED.items():
        direct.setdefault(top(room), set()).update(top(other) for other in others if top(other) != top(room))
    order = list(TopologicalSorter(direct).static_order())
    reached: dict[str, set[str]] = {}
    for room in order:
        reached[room] = direct[room].union(*(reached[other] for other in direct[room]))
    return {
        room: {
            other
            for other in direct[room]
            if not any(other in reached[via] for via in direct[room] - {other})
        }
        for room in order
    }


def drawing() -> str:
    """Return the rooms and their edges as a Mermaid flow chart: an arrow points to what is imported."""
    names = {room: room.replace(" ", "_") for room in edges()}
    lines = ["```mermaid", "flowchart TD"]
    lines += [f'    {names[room]}["{room}"]' for room in sorted(names)]
    lines += [
        f"    {names[room]} --> {names[other]}"
        for room, others in sorted(edges().items())
        for other in sorted(others)
    ]
    return "\n".join([*lines, "```"])


if __name__ == "__main__":
    print(drawing())
