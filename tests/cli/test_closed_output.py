"""A command whose output nobody reads to the end: `kraken-conformance … | head`."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

COMMAND = [sys.executable, "-m", "kraken_conformance.cli"]


@pytest.mark.parametrize(
    "arguments", [["serve", "--list-faults"], ["config", "show"], ["explain", "error.code-declared"]]
)
def test_it_ends_quietly(arguments: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    ended = subprocess.run([*COMMAND, *arguments], stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert ended.stderr == b""
    assert ended.returncode not in (0, 2, 3, 4)
