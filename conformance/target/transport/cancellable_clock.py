"""Time as the target's client sees it: a clock, and waiting that ends early when the client is stopped."""

import time
from threading import Event

from kraken_conformance.safety.budget import TIME_USED_UP

STOPPED = "the run was stopped"


class Clock:
    """The clock of one client and its threads. `deadline` is when its time ends, as `now` counts; None is never."""

    def __init__(self, deadline: float | None = None) -> None:
        self._closed = Event()
        self._deadline = deadline

    @property
    def closed(self) -> bool:
        """Whether waiting and sending should stop."""
        return self.reason is not None

    @property
    def reason(self) -> str | None:
        """Why nothing is sent any more, None as long as something may be."""
        if self._closed.is_set():
            return STOPPED
        return None if self._deadline is None or self.now() < self._deadline else TIME_USED_UP

    def now(self) -> float:
        """Return seconds since some moment in the past. They never go back, whatever becomes of the time of day."""
        return time.monotonic()

    def within(self, seconds: float) -> float:
        """Return this many seconds, or fewer where the clock's time ends before."""
        return seconds if self._deadline is None else min(seconds, max(self._deadline - self.now(), 0.001))

    def wait(self, seconds: float) -> None:
        """Return after this many seconds, or as soon as the clock is closed."""
        if seconds > 0:
            self._closed.wait(self.within(seconds))

    def close(self) -> None:
        """End all waiting, now and later."""
        self._closed.set()
