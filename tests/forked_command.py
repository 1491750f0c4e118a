"""A process that has imported the command, and read what it keeps, and is forked for each call: see `command_line`.

It reads its orders from the socket that its one argument names, and ends with it. An order brings a socket for the
exit code and the files for output and errors; the number of the process comes on it first where the order is to run
apart, in a session of its own. One for a reference server, which a command may give too, brings files for input and
output.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import pkgutil
import resource
import select
import signal
import socket
import sys
import threading
from collections.abc import Callable
from types import ModuleType
from typing import Any, NoReturn

import kraken_conformance
from kraken_conformance.checks.registry import all_checks, all_schema_checks
from kraken_conformance.cli.main import main
from kraken_conformance.probes.registry import mutation_probes
from kraken_conformance.reports.formats.html import _environment
from kraken_conformance.server.core import child, process
from kraken_conformance.server.execution.schema_draft import check_servable
from kraken_conformance.spec import load_contract
from tests.forked_server import forking

LOST_OUTPUT = 120
"""With which the interpreter ends where it cannot write what is left."""

NOT_FOR_A_RUN = ("integrations", "pytest_plugin", "__main__")


def import_all() -> None:
    """Import what the commands would import, each when it is called."""
    prefix = f"{kraken_conformance.__name__}."
    for module in pkgutil.walk_packages(kraken_conformance.__path__, prefix):
        if not any(part in module.name for part in NOT_FOR_A_RUN):
            importlib.import_module(module.name)


def read_what_is_kept() -> None:
    """Read what a run reads once and keeps: the shipped contract, its schemas, checks, probes, the page's template."""
    check_servable(load_contract("oefr"))
    all_checks()
    all_schema_checks()
    mutation_probes()
    _environment().get_template("report.html.j2")


def end_after(program: Callable[[], None]) -> NoReturn:
    """Let a program run to its end, and end this process, without taking apart what every module holds.

    The interpreter would spend a fifth of a second on that. What a program leaves for its end is done all the same.
    """
    code = 0
    try:
        program()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):
        code = LOST_OUTPUT
    os._exit(code)


def next_order(*asked: socket.socket) -> dict[str, Any]:
    """Return the next order in a process of its own, which is to be the command, or a reference server."""
    while True:
        ready, _, _ = select.select(asked, (), ())
        message, files, _, _ = socket.recv_fds(ready[0], 2**20, 3)
        if not message:
            os._exit(0)
        if os.fork() == 0:
            break
        for file in files:
            os.close(file)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    order: dict[str, Any] = json.loads(message)
    ended, *given = files
    command = os.fork()
    if command != 0:
        for file in given:
            os.close(file)
        if order.get("apart"):
            os.write(ended, str(command).encode())
        _, status = os.waitpid(command, 0)
        os.write(ended, str(os.waitstatus_to_exitcode(status)).encode())
        os._exit(0)
    os.close(ended)
    if not order.get("serve"):
        given = [os.open(os.devnull, os.O_RDONLY), *given]
    for number, file in enumerate(given):
        os.dup2(file, number)
        os.close(file)
    return order


if __name__ == "__main__":
    sys.path.pop(0)  # the checkout: a command finds only what is installed
    sys.modules["__main__"] = ModuleType("__main__")  # which the processes that a command starts would import
    import_all()
    read_what_is_kept()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    orders = socket.socket(fileno=int(sys.argv[1]))
    own, of_commands = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    order = next_order(orders, of_commands)
    orders.close()
    of_commands.close()
    os.environ.clear()
    os.environ.update(order["env"])
    os.chdir(order["cwd"])
    if order.get("apart"):
        os.setsid()
    if order.get("memory"):
        resource.setrlimit(resource.RLIMIT_AS, (order["memory"], order["memory"]))
    if order.get("serve"):
        own.close()
        sys.argv = ["-m"]
        end_after(child.main)
    else:
        process.subprocess = forking(lambda: own)
        sys.argv = ["-c", *order["words"]]
        end_after(main)
