"""Notices that a server has stopped answering, holds everybody back, and asks until it answers again."""

from collections.abc import Callable
from threading import Lock

from kraken_conformance.target.transport.cancellable_clock import Clock

FAILURES = 3
"""After this many failures in a row, of any requests, the server is asked whether it is still there."""

FIRST_INTERVAL = 0.2
LONGEST_INTERVAL = 2.0
"""Seconds between two questions, at first and at most."""


class CircuitBreaker:
    """One for each server of a target, shared by all threads.

    `ask` sends something light and returns None where the server answered it, else in words why not. `patience`
    is how many seconds a server may be silent. `tell` is given a line for the user when sending pauses and resumes.
    """

    def __init__(
        self,
        name: str,
        ask: Callable[[], str | None],
        *,
        patience: float,
        clock: Clock,
        tell: Callable[[str], None],
    ) -> None:
        self._name = name
        self._ask = ask
        self._patience = patience
        self._clock = clock
        self._tell = tell
        self._failures = 0
        self._silent_since = 0.0
        self._open = False
        self._asking = Lock()
        self.outages = 0
        """How often the server was really gone, and came back or not."""
        self.gave_up: str | None = None
        """Why nothing is sent to the server any more, None as long as there is hope."""

    def failed(self) -> None:
        """A request got no answer, or a gateway's."""
        if not self._failures:
            self._silent_since = self._clock.now()
        self._failures += 1
        if self._failures >= FAILURES:
            self._open = True

    def answered(self) -> None:
        """A request got an answer from the application."""
        self._failures = 0
        self._open = False

    def answers(self) -> bool:
        """Ask the server now. Where it does not answer, everybody is held back from here on."""
        if self._ask() is None:
            self.answered()
            return True
        self._failures = max(self._failures, FAILURES)
        self._open = True
        return False

    def give_up(self, reason: str) -> None:
        """Send nothing more to the server."""
        self.gave_up = self.gave_up or reason

    def wait(self) -> None:
        """Return when there is a point in sending: at once as a rule, else when the server answers again.

        Also returns when the patience has run out, with `gave_up` set, and when the clock is closed.
        """
        if not self._open:
            return
        with self._asking:
            interval, reported = FIRST_INTERVAL, False
            while self._open and self.gave_up is None and not self._clock.closed:
                why = self._ask()
                if why is None:
                    self.answered()
                    break
                if not self._patience:
                    self.give_up(why)
                    break
                if not reported:
                    self.outages += 1
                    self._tell(
                        f"{self._name} does not answer ({why}): paused, for up to {self._patience:g} s."
                    )
                    reported = True
                left = self._silent_since + self._patience - self._clock.now()
                if left <= 0:
                    self.give_up(
                        f"{self._name} stopped answering ({why}), and did not answer again for {self._patience:g} s"
                    )
                    break
                self._clock.wait(min(interval, left))
                interval = min(2 * interval, LONGEST_INTERVAL)
            if reported and self.gave_up is None and not self._clock.closed:
                silent = self._clock.now() - self._silent_since
                self._tell(f"{self._name} answers again after {silent:.0f} s: resumed.")
