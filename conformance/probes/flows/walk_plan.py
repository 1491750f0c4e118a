"""A walk through a flow before it is sent: which steps, with which variables, and who gives what to whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Move:
    """One step of a walk. `givers` are the positions of the earlier moves that it takes from, one a group."""

    step: str
    variables: Mapping[str, Any]
    givers: tuple[int, ...] = ()


Program = tuple[Move, ...]
"""A walk: its moves in order."""
