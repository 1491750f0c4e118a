"""Streams that are closed or full: the exit code is what it would be, and never that of a verdict by accident."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-m", "kraken_conformance.cli"]
FULL = Path("/dev/full")
needs_full = pytest.mark.skipif(not FULL.exists(), reason="the system has no device that is always full")


def called(
    *words: str, closed: Sequence[int] = (), full: Sequence[int] = (), cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Call a command some of whose standard streams are closed or full."""

    def prepare() -> None:
        for number in closed:
            os.close(number)
        for number in full:
            os.dup2(os.open(FULL, os.O_WRONLY), number)

    return subprocess.run(
        [*COMMAND, *words],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        preexec_fn=prepare,  # one thread
        cwd=cwd,
        check=False,
    )


@pytest.mark.parametrize("closed", [(2,), (0, 1, 2)])
def test_a_run_ends_with_its_verdict_and_its_reports(closed: Sequence[int], tmp_path: Path) -> None:
    words = ("--mutation", "selfReading", "--probe", "valid-input", "--max-examples", "1", "--output", "out")
    done = called("run", *words, closed=closed, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "out" / "report.html").stat().st_size
    assert "CONFORMANT" not in (tmp_path / "out" / "evidence.jsonl").read_text("utf-8")


@needs_full
@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("serve", "--list-faults"), 4),
        (("--help",), 4),
        (("spec", "show", "createReferral"), 0),
        (("explain", "no.such"), 2),
    ],
)
def test_a_full_output_is_reported_without_a_traceback(words: Sequence[str], code: int) -> None:
    done = called(*words, full=[1])
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert ("No space left on device" in done.stderr) == (code != 2)


@needs_full
@pytest.mark.parametrize("words", [("explain", "no.such"), ("run", "--bogus"), ("report", "nothing")])
def test_errors_that_nobody_can_read_leave_the_exit_code(words: Sequence[str]) -> None:
    assert called(*words, full=[2]).returncode == 2
    assert called(*words, closed=[2]).returncode == 2


def test_a_folder_that_is_gone_is_named(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    script = 'cd "$1" && rmdir "$1" && shift && exec "$@"'
    done = subprocess.run(
        ["sh", "-c", script, "sh", str(gone), *COMMAND, "config", "show"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "does not exist any more" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_question_that_nobody_can_answer_is_a_mistake_of_the_call(tmp_path: Path) -> None:
    done = called("certify", "keygen", "keys", "--encrypt", cwd=tmp_path)
    assert done.returncode == 2
    assert "nobody to answer" in done.stderr
