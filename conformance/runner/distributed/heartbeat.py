"""The line between a worker and the process that started it: each hears that the other is still there.

A host that vanishes closes no connection. The worker on it must not go on sending requests while another one
does its work: it ends by itself, earlier than it is given up. What it creates comes back on the same line.
"""

import os
import threading
import time
from collections.abc import Callable
from typing import Any

BEAT = 1.0
"""Seconds between two signs of life."""

LEASE = 10.0
"""A worker of another host that hears nothing for so long ends."""

GIVEN_UP = 15.0
"""A worker that says nothing for so long is given up: it has ended, or cannot be reached."""

DOUBT = GIVEN_UP - LEASE
"""A worker that says nothing for so long hears nothing either until it does: it has ended once it is given up."""

LAST_WORDS = 2.0
"""Seconds that a worker has to write down what its last requests created."""


class NearEnd:
    """The end at the process that started a worker of another host.

    `channel` is one of execnet's to the worker. `take` is given each line for the journal. `give_up` is called
    once, where the worker has fallen silent.
    """

    def __init__(self, channel: Any, take: Callable[[str], None], give_up: Callable[[], None]) -> None:
        self._channel = channel
        self._take = take
        self._give_up = give_up
        self._heard: float | None = None
        self._sent = time.monotonic()
        channel.setcallback(self._hear)
        threading.Thread(target=self._beat, name="heartbeat", daemon=True).start()

    def lease(self) -> float:
        """Return for how many seconds the worker may go on though its connection has ended."""
        return max(0.0, self._sent + LEASE + BEAT - time.monotonic())

    def _hear(self, line: str) -> None:
        self._heard = time.monotonic()
        if line:
            self._take(line)

    def _beat(self) -> None:
        while not self._channel.isclosed():
            # Until the worker has begun, ssh itself watches the connection.
            silent = 0.0 if self._heard is None else time.monotonic() - self._heard
            if silent > GIVEN_UP:
                self._give_up()
                return
            if silent < DOUBT:
                try:
                    self._channel.send("")
                except OSError:
                    return
                self._sent = time.monotonic()
            time.sleep(BEAT)


class FarEnd:
    """The end at the worker. `channel` is what the other end made; `close` ends all sending.

    Where the other end is gone, the worker ends: at once if `leased` and it merely heard nothing, else after
    what was in flight.
    """

    def __init__(self, channel: Any, close: Callable[[], None], *, leased: bool) -> None:
        self._channel = channel
        self._close = close
        self._leased = leased
        self._heard = time.monotonic()
        self._gone = threading.Event()
        self._done = False
        channel.setcallback(self._hear, endmarker=None)
        # Two threads: where nothing gets through any more, sending may block.
        for work in (self._watch, self._beat) if leased else (self._watch,):
            threading.Thread(target=work, name="heartbeat", daemon=True).start()

    def send(self, line: str) -> None:
        """Send a line for the journal."""
        try:
            self._channel.send(line)
        except OSError:
            # The other end is gone, and this worker is about to end.
            self._gone.set()

    def finished(self) -> None:
        """The work is done: whatever becomes of the other end does not matter any more."""
        self._done = True
        if not self._leased:
            self._gone.set()

    def _hear(self, line: str | None) -> None:
        self._heard = time.monotonic()
        if line is None:
            self._gone.set()

    def _beat(self) -> None:
        while not self._gone.is_set():
            self.send("")
            time.sleep(BEAT)

    def _watch(self) -> None:
        while not self._gone.wait(BEAT / 2):
            if self._leased and time.monotonic() - self._heard > LEASE:
                os._exit(1)
        if self._done:
            return
        closing = threading.Thread(target=self._close, daemon=True)
        closing.start()
        closing.join(LAST_WORDS)
        os._exit(1)
