"""A request to stop, which the work looks for between one exchange and the next."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class StopRequest:
    """Set once, by a signal, and never taken back."""

    requested: bool = False
