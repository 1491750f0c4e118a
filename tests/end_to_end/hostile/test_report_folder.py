"""Evidence is not destroyed: not by a mistake in an address, by a second run, by a full disk, or by a stop."""

from __future__ import annotations

import re
import resource
import signal
import subprocess
import time
from pathlib import Path

import pytest

from kraken_conformance.exceptions import UsageError
from kraken_conformance.journal import JOURNAL
from kraken_conformance.runner.evidence.evidence_file import NAME, EvidenceWriter
from kraken_conformance.runner.evidence.report_folder import UNANSWERED, WRITTEN_IN_PLACE, holds_a_run, locked
from tests.command_line import begin, call
from tests.end_to_end.hostile.kinds import KINDS
from tests.end_to_end.hostile.runs import PROGRAM
from tests.end_to_end.hostile.servers import hostile

FEW = ("--mutation", "selfReading", "--probe", "valid-input", "--max-examples", "2", "--seed", "1")


def test_a_mistake_in_the_address_leaves_the_earlier_report(tmp_path: Path) -> None:
    call("run", "--output", tmp_path, *FEW)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    assert holds_a_run(tmp_path)
    done = call("run", "--output", tmp_path, "--url", "http://127.0.0.1:9/", "--patience", "0", *FEW)
    assert done.returncode == 3, done.stderr
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before
    assert (tmp_path / UNANSWERED / "report.html").is_file()
    assert f"still in {tmp_path}" in done.stdout
    done = call("run", "--output", tmp_path, *FEW, "--max-examples", "3")
    assert (tmp_path / NAME).read_bytes() != before[NAME], done.stderr
    assert not (tmp_path / UNANSWERED / NAME).exists()


@pytest.mark.parametrize("name", WRITTEN_IN_PLACE)
def test_no_link_in_a_folder_leads_a_run_to_another_file(name: str, tmp_path: Path) -> None:
    assert JOURNAL in WRITTEN_IN_PLACE
    victim = tmp_path / "victim"
    victim.write_text("precious")
    folder = tmp_path / "report"
    folder.mkdir()
    (folder / name).symlink_to(victim)
    with pytest.raises(UsageError, match="leads to another file"), locked(folder):
        pass
    assert victim.read_text() == "precious"


def test_two_runs_do_not_write_into_one_folder(tmp_path: Path) -> None:
    with locked(tmp_path):
        done = call("run", "--output", tmp_path, *FEW)
    assert done.returncode == 2
    assert "another run writes into this folder" in done.stderr
    with locked(tmp_path), pytest.raises(UsageError), locked(tmp_path):
        pass


def test_a_full_disk_loses_nothing_that_was_judged(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full")
    with EvidenceWriter(tmp_path, [{"type": "header"}]) as evidence:
        evidence._file.close()
        evidence._file = Path("/dev/full").open("w", encoding="utf-8")  # noqa: SIM115
        evidence.write([{"type": "result"}, {"type": "footer"}])
    assert [event["type"] for event in evidence.events] == ["header", "result", "footer"]
    assert "No space left" in str(evidence.trouble)


def test_a_limit_on_the_size_of_files_is_our_trouble(tmp_path: Path) -> None:
    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (120_000, 120_000))

    done = subprocess.run(
        [*PROGRAM, "run", "--output", str(tmp_path), *FEW],
        capture_output=True,
        text=True,
        preexec_fn=limited,
        check=False,
    )
    assert done.returncode == 4, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert "says nothing of the target" in done.stderr
    assert "selfReading" in done.stdout or "mutation" in done.stdout


def test_few_file_handles_are_our_trouble(tmp_path: Path) -> None:
    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (40, 40))

    words = [*PROGRAM, "run", "--output", str(tmp_path), "--concurrency", "64", *FEW]
    done = subprocess.run(words, capture_output=True, text=True, preexec_fn=limited, check=False)
    assert done.returncode in (0, 1, 3), done.stderr
    assert "Traceback" not in done.stderr
    assert not re.search("stopped answering|did not answer", done.stdout)


@pytest.mark.parametrize("name", ["silent", "dribbled_body_of_mutations", "dribbled_body"])
def test_a_stop_leaves_a_report(name: str, tmp_path: Path) -> None:
    with hostile(KINDS[name]) as url:
        said = tmp_path.with_suffix(".said")
        run = begin("run", "--output", tmp_path, "--url", url, "--timeout", "20", *FEW, said=said)
        while not (tmp_path / NAME).exists() and run.poll() is None:
            time.sleep(0.1)
        time.sleep(1)
        run.send_signal(signal.SIGTERM)
        run.wait(timeout=15)
    assert run.returncode in (1, 3), said.read_text("utf-8")
    assert (tmp_path / "report.html").is_file()
    assert "Traceback" not in said.read_text("utf-8")


@pytest.mark.parametrize(
    ("workers", "after"),
    [("0", 0.0), ("0", 0.3), ("0", 0.6), ("0", 0.8), ("0", 1.0), ("2", 0.0), ("2", 0.6)],
)
def test_a_stop_at_any_moment_leaves_a_report(workers: str, after: float, tmp_path: Path) -> None:
    """Also between what comes before the run, the run, and its reports."""
    said = tmp_path.with_suffix(".said")
    run = begin("run", "--output", tmp_path, "-n", workers, *FEW, said=said)
    while not (tmp_path / NAME).exists() and run.poll() is None:
        time.sleep(0.02)
    time.sleep(after)
    run.send_signal(signal.SIGTERM)
    run.wait(timeout=60)
    assert run.returncode in (0, 1, 3), said.read_text("utf-8")
    assert (tmp_path / "report.html").is_file()
    assert "Traceback" not in said.read_text("utf-8")


def test_a_signal_while_the_program_exits_does_not_change_its_exit_code(tmp_path: Path) -> None:
    at_exit = "import atexit, os, signal; atexit.register(os.kill, os.getpid(), signal.SIGTERM); "
    python, option, code = PROGRAM
    words = [python, option, at_exit + code, "run", "--output", str(tmp_path), *FEW]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1, 3), done.stdout + done.stderr
    assert (tmp_path / "report.html").is_file()
