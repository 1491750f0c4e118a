"""What all tests share: how many processes `-n auto` takes, the order, and what is not looked through for garbage."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from itertools import groupby, islice
from operator import attrgetter
from pathlib import Path

import pytest

from kraken_conformance.server.core import process
from tests.command_line import orders
from tests.forked_server import forking

process.subprocess = forking(orders)  # type: ignore[attr-defined]


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """Return three processes per core for `auto`: most of the time of a test of the command is waiting for its target.

    With `logical`, as in quick.txt, whose tests wait for nothing, it is one per core.
    """
    return 3 * len(os.sched_getaffinity(0)) if config.option.numprocesses == "auto" else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Share the modules out: each process has its share of those with whole runs, and takes them first.

    `worksteal` cuts the list into equal pieces, one for each process; one that is done takes from the end of another's.
    """
    processes = getattr(config, "workerinput", {}).get("workercount", 1)
    if processes == 1:
        return
    quick = _quick()
    modules = [list(tests) for _, tests in groupby(items, key=attrgetter("path"))]
    long = [module for module in modules if module[0].path not in quick]
    shares = [[test for module in long[first::processes] for test in module] for first in range(processes)]
    short = iter([test for module in modules if module[0].path in quick for test in module])
    left = len(items)
    for number, share in enumerate(shares):
        share += islice(short, max(0, left // (processes - number) - len(share)))
        left -= len(share)
    items[:] = [test for share in shares for test in share] + list(short)


def _quick() -> set[Path]:
    """Return the modules of the quick suite."""
    words = (Path(__file__).parent / "quick.txt").read_text("utf-8").split()
    root = Path(__file__).parents[1]
    chosen = {module for word in words if word.startswith("tests/") for module in _modules(root / word)}
    return chosen - {root / word.removeprefix("--ignore=") for word in words}


def _modules(place: Path) -> Iterator[Path]:
    return place.rglob("test_*.py") if place.is_dir() else iter([place])


def _keep() -> None:
    """Take what is there out of every later collection: thousands of tests, the modules and their caches.

    Looking it through takes ten times as long as a small test, and an import of a contract does so each time.
    """
    gc.collect()
    gc.freeze()


def pytest_collection_finish() -> None:
    """Keep the tests."""
    _keep()


@pytest.fixture(scope="module", autouse=True)
def kept() -> Iterator[None]:
    """Keep what the tests of a module have left in caches."""
    yield
    _keep()
