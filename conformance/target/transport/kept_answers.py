"""How much memory the answers may take that are kept at the same moment.

An answer is kept until all probes of its mutation are judged, and those of further mutations come in meanwhile. Each
may be as large as an answer may be; all of them together may not.
"""

import threading
import weakref
from collections import deque
from typing import Final

from kraken_conformance.model.exchange import Response
from kraken_conformance.target.transport.limits import BeyondLimits

LARGE: Final = 64 * 2**10
"""Bytes from which an answer is counted. What is smaller has room: there are a few thousand at most."""

MOST_KEPT: Final = 128 * 2**20
"""Bytes of large answers that are kept at most."""

MANY: Final = 4
"""Where this share of it is taken, a quarter, no more cases are sent ahead of those that are judged."""


class KeptAnswers:
    """Counts the large answers that somebody still has. Safe to use from many threads."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._bytes = 0
        self._released: deque[int] = deque()
        self._lock = threading.Lock()

    @property
    def are_many(self) -> bool:
        """Whether they take a share of the memory at which nothing should be sent ahead."""
        with self._lock:
            return self._settled() >= self._most // MANY

    def keep(self, response: Response) -> Response:
        """Count an answer as long as it is referred to. Raises `BeyondLimits` where there is no room for it."""
        size = len(response.body)
        if size < LARGE:
            return response
        with self._lock:
            if self._settled() + size > self._most:
                raise BeyondLimits(
                    f"the answer has {size} bytes, and the answers before it that are still kept take "
                    f"{self._bytes} of {self._most}"
                )
            self._bytes += size
        # The end of an answer may come at any moment, in the midst of what is done with the lock.
        weakref.finalize(response, self._released.append, size).atexit = False
        return response

    def _settled(self) -> int:
        while self._released:
            self._bytes -= self._released.popleft()
        return self._bytes
