"""`kill -9` of a run at moments of all sorts, and nothing but `--resume` afterwards."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from kraken_conformance.server import PlantedFault, RunningServer, ServerSettings, start_server
from tests.command_line import call
from tests.end_to_end.unreliable_target.harness import Event, events, few, of, run, started, target, told
from tests.end_to_end.unreliable_target.proxy import Misfortune, Proxy, running
from tests.forked_process import ForkedProcess

PART = (
    *few(("selfReading", "suspendControl")),
    *("--probe", "valid-input", "--probe", "no-token", "--probe", "schema", "--max-examples", "6"),
)
WAYS = ((), ("--concurrency", "1"), ("-n", "2"), ("-n", "2", "--concurrency", "32"))
PREFLIGHT = range(4)
"""The requests before the first case: the first is sent before there is any evidence."""

REPORTS = ("results.json", "report.html")
_RANDOM = random.Random(20)
MOMENTS = [_RANDOM.random() for _ in range(20)]
FEW_MOMENTS = 6


@pytest.fixture(scope="module")
def faulty() -> Iterator[RunningServer]:
    with start_server(
        ServerSettings(faults=(PlantedFault("code-undeclared", "selfReading"),)), contract="oefr"
    ) as server:
        yield server


@pytest.fixture(scope="module")
def whole(faulty: RunningServer, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """A run that nobody disturbed, and the number of its requests."""
    folder = tmp_path_factory.mktemp("whole")
    with running(Proxy(faulty.url)) as proxy:
        done = run(folder, *target(proxy, faulty), *PART)
    assert done.returncode == 1, done.stdout + done.stderr
    return folder, len(proxy.arrivals)


@contextmanager
def killing(
    output: Path, words: tuple[str, ...], faulty: RunningServer, when: Callable[[Proxy], bool]
) -> Iterator[Proxy]:
    """Start a run, kill it once `when` is true, asked at each request and all the time between."""
    process: list[ForkedProcess] = []

    def decide(number: int, message: bytes) -> Misfortune | None:
        if process and when(proxy):
            process[0].kill()
        return None

    with running(Proxy(faulty.url, decide)) as proxy:
        process.append(started(output, *target(proxy, faulty), *PART, *words))
        try:
            while process[0].poll() is None:
                if when(proxy):
                    process[0].kill()
                time.sleep(0.001)
            proxy.decide = lambda number, message: None
            yield proxy
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process[0].pid, signal.SIGKILL)


def same_in_the_end(output: Path, whole: Path, faulty: RunningServer) -> None:
    before = whole_lines(output)
    done = call("run", "--resume", output, env={"KRAKEN_API_KEY": faulty.api_key})
    assert done.returncode == 1, done.stdout + done.stderr
    found = events(output)
    assert told(found) == told(events(whole))
    judged = [(event["server"], event["mutation"], event["probe"]) for event in of(found, "result")]
    assert len(judged) == len(set(judged))
    # What was judged before is there unchanged: it was not judged again.
    last = max((number for number, event in enumerate(before) if event.get("ends_subject")), default=-1)
    assert found[1 : last + 1] == before[1 : last + 1]
    assert (output / "report.html").is_file()


def whole_lines(output: Path) -> list[Event]:
    lines = (output / "evidence.jsonl").read_bytes().splitlines(keepends=True)
    return [json.loads(line) for line in lines if line.endswith(b"\n")]


@pytest.mark.parametrize("request_", PREFLIGHT)
def test_killed_before_the_first_case(
    whole: tuple[Path, int], faulty: RunningServer, tmp_path: Path, request_: int
) -> None:
    output = tmp_path / "run"
    with killing(output, (), faulty, lambda proxy: len(proxy.arrivals) > request_) as proxy:
        if output.exists():
            assert "result" not in {event["type"] for event in whole_lines(output)}
            same_in_the_end(output, whole[0], faulty)
            return
        # Nothing was begun: `--resume` says so, and the run is called as it was.
        assert request_ == 0
        done = call("run", "--resume", output)
        assert done.returncode == 2
        assert "is begun again, without --resume" in done.stderr
        assert run(output, *target(proxy, faulty), *PART).returncode == 1
    assert told(events(output)) == told(events(whole[0]))


@pytest.mark.parametrize(
    ("share", "words"),
    [
        pytest.param(
            share, WAYS[number % len(WAYS)], marks=[pytest.mark.slow] if number >= FEW_MOMENTS else []
        )
        for number, share in enumerate(MOMENTS)
    ],
)
def test_killed_in_the_middle(
    whole: tuple[Path, int], faulty: RunningServer, tmp_path: Path, share: float, words: tuple[str, ...]
) -> None:
    output = tmp_path / "run"
    first = len(PREFLIGHT)
    last = first + int(share * (whole[1] - first))
    with killing(output, words, faulty, lambda proxy: len(proxy.arrivals) > last):
        assert of(whole_lines(output), "footer") == []
        same_in_the_end(output, whole[0], faulty)


@pytest.mark.parametrize("file", REPORTS)
def test_killed_while_the_reports_are_written(
    whole: tuple[Path, int], faulty: RunningServer, tmp_path: Path, file: str
) -> None:
    output = tmp_path / "run"
    with killing(output, (), faulty, lambda proxy: (output / file).exists()):
        before = (output / "evidence.jsonl").read_bytes()
        if not (output / "badge.json").exists():  # else it was quicker than the test
            same_in_the_end(output, whole[0], faulty)
        assert (output / "evidence.jsonl").read_bytes() == before
    assert told(events(output)) == told(events(whole[0]))


@pytest.mark.parametrize("missing", ["results.json", "badge.json"])
def test_reports_that_are_missing_are_made(
    whole: tuple[Path, int], faulty: RunningServer, tmp_path: Path, missing: str
) -> None:
    output = tmp_path / "run"
    shutil.copytree(whole[0], output)
    (output / missing).unlink()
    # Nothing is asked of the target, which is not at this address any more.
    done = call("run", "--resume", output, env={"KRAKEN_TOKEN": "any"})
    assert done.returncode == 1, done.stdout + done.stderr
    assert done.stdout.count("NON-CONFORMANT") == 1
    assert (output / missing).is_file()
    assert (output / "evidence.jsonl").read_bytes() == (whole[0] / "evidence.jsonl").read_bytes()
    assert call("run", "--resume", output, env={"KRAKEN_TOKEN": "any"}).returncode == 2


def test_workers_end_when_the_run_is_killed(faulty: RunningServer, tmp_path: Path) -> None:
    with running(Proxy(faulty.url)) as proxy:
        words = (*target(proxy, faulty), *PART, "-n", "2", "--max-rps", "20", "--patience", "600")
        process = started(tmp_path, *words)
        try:
            while len(proxy.arrivals) < 20:
                time.sleep(0.02)
                assert process.poll() is None
            path = Path(f"/proc/{process.pid}/task/{process.pid}/children")
            workers = path.read_text("utf-8").split()
            assert len(workers) == 2
            process.kill()
            process.wait()
            for _ in range(600):
                if not any(map(alive, workers)):
                    return
                time.sleep(0.05)
            pytest.fail("the workers go on though nobody listens")
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def alive(process: str) -> bool:
    try:
        stat = Path(f"/proc/{process}/stat").read_text("utf-8")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"
