"""Time as the target's client sees it: a clock, and waiting that ends early when the client is closed."""

from __future__ import annotations

import time
from threading import Event


class Clock:
    """The clock of one client and its threads."""

    def __init__(self) -> None:
        self._closed = Event()

    @property
    def closed(self) -> bool:
        """Whether nobody should wait any more."""
        return self._closed.is_set()

    def now(self) -> float:
        """Return seconds since some moment in the past. They never go back."""
        return time.monotonic()

    def wait(self, seconds: float) -> None:
        """Return after so many seconds, or as soon as the clock is closed."""
        if seconds > 0:
            self._closed.wait(seconds)

    def close(self) -> None:
        """End all waiting, now and later."""
        self._closed.set()
