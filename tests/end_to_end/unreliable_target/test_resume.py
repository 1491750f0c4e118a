from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kraken_conformance.server import RunningServer
from tests.command_line import call
from tests.end_to_end.unreliable_target.harness import (
    SMALL,
    Event,
    events,
    few,
    of,
    run,
    started,
    target,
    told,
)
from tests.end_to_end.unreliable_target.proxy import Proxy, running


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that nobody disturbed."""
    folder = tmp_path_factory.mktemp("whole")
    assert run(folder, *few(), *SMALL).returncode == 0
    return folder


def resumed(folder: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    return call("run", "--resume", folder, *words)


def cut(whole: Path, folder: Path, length: int) -> Path:
    """Return a run of which only so many bytes of evidence were written."""
    folder.mkdir()
    (folder / "evidence.jsonl").write_bytes((whole / "evidence.jsonl").read_bytes()[:length])
    return folder


def lengths(whole: Path) -> dict[str, int]:
    """Return after how many bytes to cut: at the end of a line of each sort, and within one."""
    lines = (whole / "evidence.jsonl").read_bytes().splitlines(keepends=True)
    found = [json.loads(line) for line in lines]
    ends = [number for number, event in enumerate(found, 1) if event.get("ends_subject")]
    size = [len(b"".join(lines[:number])) for number in range(len(lines) + 1)]
    return {
        "after the header": size[1],
        "within the first subject": size[2],
        "after a subject": size[ends[0]],
        "within a line": size[ends[1]] + 100,
        "within the end of a subject": size[ends[1]] - 1,
        "after the last subject": size[ends[-1]],
        "within the footer": size[-1] - 10,
    }


@pytest.mark.parametrize(
    "place",
    [
        "after the header",
        "within the first subject",
        "after a subject",
        "within a line",
        "within the end of a subject",
        "after the last subject",
        "within the footer",
    ],
)
def test_a_run_that_was_cut_off_anywhere_comes_to_the_same_end(
    whole: Path, tmp_path: Path, place: str
) -> None:
    folder = cut(whole, tmp_path / "cut", lengths(whole)[place])
    before = events_that_are_whole(folder)
    done = resumed(folder)
    assert done.returncode == 0, done.stdout + done.stderr
    found = events(folder)
    assert told(found) == told(events(whole))
    assert len({(e["server"], e["mutation"], e["probe"]) for e in of(found, "result")}) == len(
        of(found, "result")
    )
    # What was judged before is there unchanged: it was not judged again.
    last = max((number for number, event in enumerate(before) if event.get("ends_subject")), default=-1)
    assert found[1 : last + 1] == before[1 : last + 1]


def test_a_run_that_is_continued_days_later_blames_nobody_for_the_dates_of_its_first_day(
    whole: Path, tmp_path: Path
) -> None:
    """What was the day after tomorrow when the run began is a day of the past, which a server accepts."""
    folder = cut(whole, tmp_path / "cut", lengths(whole)["after the header"])
    (header,) = events(folder)
    header["day"] = (datetime.now(UTC).date() - timedelta(days=9)).isoformat()
    (folder / "evidence.jsonl").write_text(json.dumps(header) + "\n", "utf-8")
    done = resumed(folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert of(events(folder), "finding") == []


def events_that_are_whole(folder: Path) -> list[Event]:
    lines = (folder / "evidence.jsonl").read_bytes().splitlines(keepends=True)
    return [json.loads(line) for line in lines if line.endswith(b"\n")]


def test_the_same_may_be_said_again(whole: Path, tmp_path: Path) -> None:
    folder = cut(whole, tmp_path / "cut", lengths(whole)["after the last subject"])
    done = resumed(folder, *few(), *SMALL, "--seed", "1", "--output", folder, "--concurrency", "2")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--seed", "2"], "--seed: it was 1, and is 2"),
        (["--max-examples", "5"], "max_examples: it was 4, and is 5"),
        (["--mutation", "selfReading"], "mutations: it was"),
        (["--url", "http://127.0.0.1:9/"], "embedded: it was True, and is False"),
        (["--output", "elsewhere"], "Leave --output out"),
    ],
)
def test_another_run_is_refused_and_nothing_is_lost(
    whole: Path, tmp_path: Path, words: list[str], message: str
) -> None:
    folder = cut(whole, tmp_path / "cut", lengths(whole)["after a subject"])
    before = (folder / "evidence.jsonl").read_bytes()
    done = resumed(folder, *words)
    assert done.returncode == 2, done.stdout + done.stderr
    assert message in done.stderr
    assert (folder / "evidence.jsonl").read_bytes() == before


def test_a_run_that_came_to_its_end_is_not_continued(whole: Path, tmp_path: Path) -> None:
    shutil.copytree(whole, tmp_path / "done")
    done = resumed(tmp_path / "done")
    assert done.returncode == 2
    assert "this run came to its end" in done.stderr


def test_a_folder_without_a_run_is_refused(tmp_path: Path) -> None:
    done = resumed(tmp_path / "typo")
    assert done.returncode == 2
    assert "there is no evidence.jsonl in it" in done.stderr
    assert not (tmp_path / "typo").exists()


def test_a_worker_that_dies_costs_time_and_nothing_else(
    server: RunningServer, calm: list[Event], tmp_path: Path
) -> None:
    with running(Proxy(server.url)) as proxy:
        process = started(tmp_path, *target(proxy, server), *few(), *SMALL, "-n", "2", "--max-rps", "100")
        while len(proxy.arrivals) < 50:
            time.sleep(0.02)
            assert process.poll() is None
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text("utf-8").split()
        os.kill(int(children[-1]), signal.SIGKILL)
        assert process.wait() == 0
    assert told(events(tmp_path)) == told(calm)


def test_a_run_keeps_its_day(tmp_path: Path) -> None:
    done = run(tmp_path, "--mutation", "selfReading", "--probe", "valid-input", "--max-examples", "40")
    assert done.returncode == 0
    today = events(tmp_path)
    header = {**today[0], "day": "2020-02-29"}
    (tmp_path / "evidence.jsonl").write_text(json.dumps(header) + "\n", "utf-8")
    assert resumed(tmp_path).returncode == 0
    assert events(tmp_path)[0]["day"] == "2020-02-29"
