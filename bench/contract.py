"""Measures what a command has to wait for before it can do anything: the contract, and the help.

    python bench/contract.py [ROUNDS]

Prints medians in milliseconds: of the clock, and of the processor, which other work on the machine
disturbs less. `import graphql` alone stands beside them: no process that loads a contract is faster.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from statistics import median

from kraken_conformance.spec import load_contract

HELP = "from kraken_conformance.cli.main import main; main({arguments!r})"
SCRIPTS = {
    "import graphql, fresh process": "import graphql",
    "load_contract, fresh process": "from kraken_conformance.spec import load_contract; load_contract('oefr')",
    "kraken-conformance --help": HELP.format(arguments=["--help"]),
    "kraken-conformance spec --help": HELP.format(arguments=["spec", "--help"]),
    "kraken-conformance spec diff --help": HELP.format(arguments=["spec", "diff", "--help"]),
}


def measure(call: Callable[[], object], who: int, rounds: int) -> tuple[float, float]:
    """Return the medians of a call after a first one: milliseconds of the clock, and of the processor."""
    call()
    clock, processor = [], []
    for _ in range(rounds):
        began, used = time.perf_counter(), getrusage(who)
        call()
        clock.append(time.perf_counter() - began)
        now = getrusage(who)
        processor.append(now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime)
    return median(clock) * 1000, median(processor) * 1000


def running(script: str) -> Callable[[], object]:
    """Return a call that runs a script in a fresh process."""
    return lambda: subprocess.run([sys.executable, "-c", script], check=True, capture_output=True)


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 11
    print(f"{'':<38} {'clock':>8} {'processor':>10}")
    rows: list[tuple[str, Callable[[], object], int]] = [
        ("load_contract, same process", lambda: load_contract("oefr"), RUSAGE_SELF)
    ]
    rows += [(name, running(script), RUSAGE_CHILDREN) for name, script in SCRIPTS.items()]
    for name, call, who in rows:
        clock, processor = measure(call, who, rounds)
        print(f"{name:<38} {clock:5.0f} ms {processor:7.0f} ms")


if __name__ == "__main__":
    main()
