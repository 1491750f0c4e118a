"""Lets one sender have a target for itself for a moment."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Traffic:
    """Counts who is sending. One that wants to be alone waits for the others, and new ones wait for it."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._sending = 0
        self._reserved = False

    @contextmanager
    def among_others(self) -> Iterator[None]:
        """Send together with others."""
        with self._changed:
            self._changed.wait_for(lambda: not self._reserved)
            self._sending += 1
        try:
            yield
        finally:
            with self._changed:
                self._sending -= 1
                self._changed.notify_all()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Send while no other request is in flight."""
        with self._changed:
            self._changed.wait_for(lambda: not self._reserved)
            self._reserved = True
            self._changed.wait_for(lambda: self._sending == 0)
        try:
            yield
        finally:
            with self._changed:
                self._reserved = False
                self._changed.notify_all()
