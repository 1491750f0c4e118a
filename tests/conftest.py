"""What all tests share: how many processes `-n auto` takes."""

from __future__ import annotations

import os

import pytest


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """Return two processes per core for `auto`: half of the time of a test of the command is waiting for its target.

    With `logical`, as in quick.txt, whose tests wait for nothing, it is one per core.
    """
    return 2 * len(os.sched_getaffinity(0)) if config.option.numprocesses == "auto" else None
