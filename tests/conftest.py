"""What all tests share: how many processes `-n auto` takes."""

from __future__ import annotations

import os


def pytest_xdist_auto_num_workers() -> int:
    """Return two processes per core: about half of the time of a test of the command is waiting for its target."""
    return 2 * len(os.sched_getaffinity(0))
