"""Calls the command as a user does, in a process of its own.

Half of the time of a small run is the start of the interpreter and its imports. So they are done once per test process,
which is forked for each call. A call with variables for the interpreter itself starts one of its own.
"""

from __future__ import annotations

import atexit
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from tests.forked_process import ForkedProcess


def call(
    *words: str | Path, env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    given = [str(word) for word in words]
    variables = {**os.environ, **(env or {})}
    if any(name.startswith("PYTHON") for name in env or {}):
        program = "from kraken_conformance.cli.main import main; main()"
        command = [sys.executable, "-c", program, *given]
        return subprocess.run(command, capture_output=True, text=True, check=False, env=variables, cwd=cwd)
    order = json.dumps({"words": given, "env": variables, "cwd": str(cwd or Path.cwd())}).encode()
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        mine, theirs = socket.socketpair()
        with mine:
            with theirs:
                files = [theirs.fileno(), output.fileno(), errors.fileno()]
                socket.send_fds(orders(), [order], files)
            code = mine.recv(16)
        if not code:
            raise AssertionError(f"the process of the command was lost: {given}")
        texts = []
        for file in (output, errors):
            file.seek(0)
            texts.append(file.read().decode().replace("\r\n", "\n"))
    return subprocess.CompletedProcess(given, int(code), *texts)


def begin(
    *words: str | Path,
    said: Path = Path(os.devnull),
    env: Mapping[str, str] | None = None,
    memory: int | None = None,
) -> ForkedProcess:
    """Start the command in a session of its own, with at most so many bytes of addresses.

    What it writes goes into the file `said`.
    """
    given, variables = [str(word) for word in words], {**os.environ, **(env or {})}
    order = {"words": given, "env": variables, "cwd": str(Path.cwd()), "apart": True, "memory": memory}
    mine, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs, said.open("wb") as file:
        socket.send_fds(
            orders(), [json.dumps(order).encode()], [theirs.fileno(), file.fileno(), file.fileno()]
        )
    return ForkedProcess(mine)


@cache
def orders() -> socket.socket:
    """Return the socket of this process's `forked_command`, which ends when it is closed."""
    mine, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.forked_command", str(theirs.fileno())],
            cwd=Path(__file__).parents[1],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
        )

    def end() -> None:
        mine.close()
        process.wait()

    atexit.register(end)
    return mine
