"""Measures what a command has to wait for before it can do anything: the contract, and the help.

    python bench/contract.py [ROUNDS]

Prints medians in milliseconds. `import graphql` alone stands beside them, since it is the part that no
contract can be faster than; it tells a slow machine from a slow loader.
"""

from __future__ import annotations

import subprocess
import sys
import time
from statistics import median

from kraken_conformance.spec import load_contract

COMMANDS = {
    "python -c 'import graphql'": ("-c", "import graphql"),
    "python -c 'load_contract()'": (
        "-c",
        "from kraken_conformance.spec import load_contract; load_contract()",
    ),
    "kraken-conformance --help": ("-c", "from kraken_conformance.cli.main import main; main(['--help'])"),
    "kraken-conformance spec --help": (
        "-c",
        "from kraken_conformance.cli.main import main; main(['spec', '--help'])",
    ),
    "kraken-conformance spec diff --help": (
        "-c",
        "from kraken_conformance.cli.main import main; main(['spec', 'diff', '--help'])",
    ),
}


def loading(rounds: int) -> float:
    """Return the median time of one load in this process, in milliseconds."""
    load_contract()
    return median(_timed(load_contract) for _ in range(rounds))


def running(arguments: tuple[str, ...], rounds: int) -> float:
    """Return the median time of a fresh process, in milliseconds."""

    def once() -> None:
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True)

    once()
    return median(_timed(once) for _ in range(rounds))


def _timed(call: object) -> float:
    assert callable(call)
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 11
    print(f"{'load_contract(), in process':<40} {loading(rounds):7.0f} ms")
    for name, arguments in COMMANDS.items():
        print(f"{name:<40} {running(arguments, rounds):7.0f} ms")


if __name__ == "__main__":
    main()
