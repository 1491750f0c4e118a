"""What all tests share: how many processes `-n auto` takes, and that what stays is not looked through for garbage."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator

import pytest

from kraken_conformance.server.core import process
from tests.command_line import orders
from tests.forked_server import forking

process.subprocess = forking(orders)  # type: ignore[attr-defined]


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """Return two processes per core for `auto`: half of the time of a test of the command is waiting for its target.

    With `logical`, as in quick.txt, whose tests wait for nothing, it is one per core.
    """
    return 2 * len(os.sched_getaffinity(0)) if config.option.numprocesses == "auto" else None


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
