"""When the next request may be sent: the limit that the user sets, and the one that the target asks for."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from heapq import heapify, heappop, heappush
from threading import Condition, Lock

from kraken_conformance.target.transport.cancellable_clock import Clock

WINDOW = 1.0
"""Seconds within which no more than the limit are sent."""

FIRST_SLOWING = 0.01
LONGEST_SLOWING = 2.0
"""Seconds between two requests after the target said once that it gets too many, and at most."""

EASING = 0.95
"""By this factor the slowing shrinks with each answer."""

REMEMBERED = 1000
"""Answers of which the times are kept, to know how many a second the target gives."""

LOOK_UP = 0.1
"""At most this many seconds pass before a client that was closed notices it."""


class RateLimiter:
    """Lets threads through one at a time.

    `per_second` is exact at the target, however long requests are under way: there are as many places
    as requests a second are allowed, and a place that a request took is free again a second after its
    answer. Requests are also spaced evenly, so that there are no bursts. A limit of less than 1 has one
    place and a longer second. None is no limit.

    Apart from that, a target that says that it gets too many requests is obeyed: nothing is sent for as
    long as it asks, and afterwards requests are spaced, at first widely, then less and less. The first answer after
    that shows what it takes: as many a second as it has given, the time in which it refused included.
    """

    def __init__(self, per_second: float | None, clock: Clock) -> None:
        self._clock = clock
        self._spacing = 0.0 if per_second is None else 1.0 / per_second
        self._slowing = 0.0
        self._window = WINDOW if per_second is None or per_second >= 1 else 1.0 / per_second
        self._places: list[float] | None = None
        self._next = 0.0
        if per_second is not None:
            # A client that came before, in this process or another, may have sent until just now.
            self._places = [clock.now() + self._window] * max(1, int(per_second))
            heapify(self._places)
        self._answered: deque[float] = deque(maxlen=REMEMBERED)
        self._refused = False
        self._queue = Lock()
        self._state = Condition()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait until a request may be sent. The place is taken until the context ends: with the answer."""
        if self._places is None and not self._slowing and not self._next:
            yield
            return
        with self._queue:
            limited = self._wait()
        try:
            yield
        finally:
            if limited:
                with self._state:
                    assert self._places is not None
                    heappush(self._places, self._clock.now() + self._window)
                    self._state.notify()

    def obey(self, seconds: float) -> None:
        """The target gets too many requests: stop for this many seconds, then send fewer."""
        with self._state:
            now = self._clock.now()
            self._refused = True
            if now >= self._next - max(self._spacing, self._slowing):  # not for what was in flight together
                self._slowing = min(max(2 * self._slowing, FIRST_SLOWING), LONGEST_SLOWING)
            self._next = max(self._next, now + seconds)

    def ease(self) -> None:
        """The target has answered: approach the usual pace."""
        self._answered.append(self._clock.now())
        if not self._slowing and not self._next:
            return
        with self._state:
            if self._refused:
                self._slowing = min(self._slowing, 1 / self._per_second())
            self._refused = False
            self._slowing *= EASING
            if self._slowing < FIRST_SLOWING / 10:
                self._slowing = 0.0
                if self._places is None and self._next <= self._clock.now():
                    self._next = 0.0

    def _per_second(self) -> float:
        """Return how many answers a second the target gave of late, until now."""
        since = self._clock.now() - self._answered[0]
        return len(self._answered) / since if since > 0 else float("inf")

    def _wait(self) -> bool:
        """Wait for a turn; True where a place was taken."""
        while not self._clock.closed:
            with self._state:
                now = self._clock.now()
                if self._places is not None and not self._places:
                    self._state.wait(LOOK_UP)
                    continue
                turn = max(self._next, self._places[0] if self._places else 0.0)
                if turn <= now:
                    self._next = now + max(self._spacing, self._slowing)
                    if self._places:
                        heappop(self._places)
                        return True
                    return False
            self._clock.wait(min(turn - now, WINDOW))
        return False
