from __future__ import annotations

from kraken_conformance.target.transport.cancellable_clock import Clock


class SleepersClock(Clock):
    """A clock that passes only while somebody sleeps."""

    def __init__(self) -> None:
        super().__init__()
        self.time = 100.0

    def now(self) -> float:
        return self.time

    def wait(self, seconds: float) -> None:
        self.time += max(seconds, 0.0)
