"""The process of an embedded reference server, forked from one that has imported it: see `forked_command`.

Half a second of processor time goes into the start of each, and hundreds are started. What is forked is what would
have been started: it takes its order on stdin, reports on stdout, and ends with its parent.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tests.forked_process import ForkedProcess

PROGRAM = "kraken_conformance.server.core.child"


class ForkedServer(ForkedProcess):
    """Such a process, with its order and its report."""

    def __init__(self, orders: socket.socket) -> None:
        given, stdin = os.pipe()
        stdout, said = os.pipe()
        ended, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        order = {"serve": True, "apart": True, "env": dict(os.environ), "cwd": str(Path.cwd())}
        with theirs:
            socket.send_fds(orders, [json.dumps(order).encode()], [theirs.fileno(), given, said])
        os.close(given)
        os.close(said)
        self.stdin = os.fdopen(stdin, "w")
        self.stdout = os.fdopen(stdout)
        super().__init__(ended)


def forking(orders: Callable[[], socket.socket]) -> Any:
    """Return what stands for `subprocess` where servers are started. `orders` leads to the process that is forked."""

    def start(words: Sequence[str], **more: Any) -> ForkedServer:
        assert words[-1] == PROGRAM
        return ForkedServer(orders())

    return SimpleNamespace(Popen=start, PIPE=subprocess.PIPE, TimeoutExpired=subprocess.TimeoutExpired)
