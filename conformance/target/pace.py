"""A limit on requests a second."""

from __future__ import annotations

import time
from threading import Lock


class Pace:
    """Lets threads through one at a time, evenly spaced, at most `per_second` in any second.

    Even spacing, not a bucket: a burst that a bucket allows is a burst that the target sees.
    """

    def __init__(self, per_second: float | None) -> None:
        self._interval = 0.0 if per_second is None else 1.0 / per_second
        self._next = 0.0
        self._lock = Lock()

    def wait(self) -> None:
        """Return when the next request may be sent."""
        if not self._interval:
            return
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._next)
            self._next = turn + self._interval
        time.sleep(max(0.0, turn - now))

    def pause(self, seconds: float) -> None:
        """Let nobody through for so many seconds."""
        with self._lock:
            self._next = max(self._next, time.monotonic() + seconds)
