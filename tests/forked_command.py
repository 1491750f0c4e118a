"""A process that has imported the command, and read what it keeps, and is forked for each call: see `command_line`.

It reads its orders from the socket that its one argument names, and ends with it. An order brings a socket for the
exit code and the files for output and errors.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import pkgutil
import signal
import socket
import sys
from typing import Any

import kraken_conformance
from kraken_conformance.checks.registry import all_checks, all_schema_checks
from kraken_conformance.cli.main import main
from kraken_conformance.probes.registry import mutation_probes
from kraken_conformance.reports.formats.html import _environment
from kraken_conformance.spec import load_contract

NOT_FOR_A_RUN = ("integrations", "pytest_plugin", "__main__", "server.core.child")


def import_all() -> None:
    """Import what the commands would import, each when it is called."""
    prefix = f"{kraken_conformance.__name__}."
    for module in pkgutil.walk_packages(kraken_conformance.__path__, prefix):
        if not any(part in module.name for part in NOT_FOR_A_RUN):
            importlib.import_module(module.name)


def read_what_is_kept() -> None:
    """Read what a run reads once and keeps: the shipped contract, checks and probes, the template of the page."""
    load_contract("oefr")
    all_checks()
    all_schema_checks()
    mutation_probes()
    _environment().get_template("report.html.j2")


def next_order(orders: socket.socket) -> dict[str, Any]:
    """Return the next order in a process of its own, which is to be the command."""
    while True:
        message, files, _, _ = socket.recv_fds(orders, 2**20, 3)
        if not message:
            os._exit(0)
        if os.fork() == 0:
            break
        for file in files:
            os.close(file)
    orders.close()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    ended, output, errors = files
    command = os.fork()
    if command != 0:
        _, status = os.waitpid(command, 0)
        os.write(ended, str(os.waitstatus_to_exitcode(status)).encode())
        os._exit(0)
    for file, number in ((os.open(os.devnull, os.O_RDONLY), 0), (output, 1), (errors, 2)):
        os.dup2(file, number)
        os.close(file)
    os.close(ended)
    order: dict[str, Any] = json.loads(message)
    return order


if __name__ == "__main__":
    import_all()
    read_what_is_kept()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    order = next_order(socket.socket(fileno=int(sys.argv[1])))
    os.environ.clear()
    os.environ.update(order["env"])
    os.chdir(order["cwd"])
    sys.argv = ["-c", *order["words"]]
    main()
