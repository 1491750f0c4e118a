"""The token of a run, which may be renewed in its midst."""

from collections.abc import Callable
from threading import Lock

MOST_FAILURES = 3
"""After this many renewals that came to nothing, no more is tried."""


class RunToken:
    """The value of the Authorization header, shared by all threads.

    `obtain` gets a new one, or returns None where that fails; it is None itself where the run was given a
    token and nothing to renew it with. It is `doubtful` once it may have been made invalid, until there is another:
    a server that calls it a bad one then means that it has ended.
    """

    def __init__(self, value: str | None, obtain: Callable[[], str | None] | None = None) -> None:
        self.value = value
        self.doubtful = False
        self._obtain = obtain
        self._failures = 0
        self._lock = Lock()

    def renew(self, expired: str | None) -> bool:
        """Return whether there is another token than the one that expired. All other threads wait."""
        if self._obtain is None:
            return False
        with self._lock:
            if self.value != expired:
                return True
            if self._failures >= MOST_FAILURES:
                return False
            obtained = self._obtain()
            if obtained is None or obtained == expired:
                self._failures += 1
                return False
            self.value, self._failures, self.doubtful = obtained, 0, False
            return True
