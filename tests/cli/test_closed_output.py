"""A command whose output nobody reads to the end: `kraken-conformance … | head`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kraken_conformance.cli.output.error_exit import OUTPUT_CLOSED

COMMAND = [sys.executable, "-m", "kraken_conformance.cli"]


def unread(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Call a command whose standard output is a pipe that is closed at its other end."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        return subprocess.run([*COMMAND, *arguments], stdout=writing, stderr=subprocess.PIPE, check=False)
    finally:
        os.close(writing)


@pytest.mark.parametrize("arguments", [["serve", "--list-faults"], ["config", "show"]])
def test_it_ends_quietly(arguments: list[str]) -> None:
    ended = unread(*arguments)
    assert ended.stderr == b""
    assert ended.returncode == OUTPUT_CLOSED


@pytest.mark.parametrize(
    "arguments", [["spec", "show", "createReferral"], ["explain", "error.code-declared"]]
)
def test_what_is_drawn_ends_quietly_too(arguments: list[str]) -> None:
    ended = unread(*arguments)
    assert ended.stderr == b""
    assert ended.returncode == 0


def test_a_verdict_does_not_depend_on_who_reads_it(tmp_path: Path) -> None:
    words = (
        "--mutation",
        "createReferral",
        "--probe",
        "valid-input",
        "--max-examples",
        "5",
        "--output",
        str(tmp_path),
    )
    assert unread("run", *words).returncode == 0
    assert (tmp_path / "report.html").is_file()
