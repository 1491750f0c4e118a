"""A process that `forked_command` has forked, as far as one of `subprocess` is used."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from contextlib import suppress


class ForkedProcess:
    """A process that leads a session of its own. Its number and then its exit code come on a socket."""

    def __init__(self, ended: socket.socket) -> None:
        self._ended = ended
        self.pid = int(ended.recv(16))
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Return the exit code, None while the process runs."""
        try:
            return self.wait(timeout=0)
        except subprocess.TimeoutExpired:
            return None

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end of the process and return its exit code."""
        if self.returncode is None:
            self._ended.settimeout(timeout)
            try:
                code = self._ended.recv(16)
            except (TimeoutError, BlockingIOError):
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0) from None
            self._ended.close()
            self.returncode = int(code)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal to the process, unless it has ended."""
        with suppress(ProcessLookupError):  # its end may not be known here yet
            if self.poll() is None:
                os.kill(self.pid, number)

    def kill(self) -> None:
        """End the process at once."""
        self.send_signal(signal.SIGKILL)
