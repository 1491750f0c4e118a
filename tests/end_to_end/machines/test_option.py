"""What `--tx` means together with other options; no other machine is needed to know."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kraken_conformance.reports.run.repeat_command import repeat_command
from kraken_conformance.server import RunningServer, ServerSettings, start_server
from tests.command_line import call
from tests.end_to_end.unreliable_target.harness import SMALL, events, few, of, run, started, target, told
from tests.end_to_end.unreliable_target.proxy import Proxy, running

FAR = ("--url", "http://10.0.0.1/graphql/", "--execute")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--tx", "2*popen", "-n", "2"), "-n 2 and --tx contradict each other"),
        (("--tx", "ssh=worker1"), "the embedded server is on this machine alone"),
        (
            ("--tx", "ssh=worker1", "--url", "http://localhost:1/"),
            "http://localhost:1/ is another machine than here",
        ),
        (("--tx", "popen", "--tx", "ssh=w", "--url", "http://127.0.0.9:1/"), "is another machine than here"),
        (("--tx", "4*popen", "--max-rps", "3"), "--max-rps 3 with 4 workers of --tx"),
        (("--tx", "4*popen", "--max-requests", "3"), "less than one for each worker"),
        (("--tx", "4*popen", "--max-creations", "3"), "less than one for each worker"),
        (("--tx", "popen//python=/no/such/python"), "cannot be started"),
        ((*FAR, "--tx", "ssh=no-such-host.invalid"), "no-such-host.invalid: no worker can be started"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_done(
    tmp_path: Path, words: tuple[str, ...], message: str
) -> None:
    done = run(tmp_path / "run", *words)
    assert done.returncode == 2, done.stdout + done.stderr
    assert message in done.stderr
    assert not (tmp_path / "run").exists()


def test_workers_of_this_machine_do_what_one_process_does(tmp_path: Path) -> None:
    assert run(tmp_path / "alone", *few(), *SMALL).returncode == 0
    done = run(tmp_path / "together", *few(), *SMALL, "--tx", "popen", "--tx", "2*popen//nice=5")
    assert done.returncode == 0, done.stdout + done.stderr
    together = events(tmp_path / "together")
    assert told(together) == told(events(tmp_path / "alone"))
    configuration = together[0]["configuration"]
    assert configuration["tx"] == ["popen", "2*popen//nice=5"]
    target = {"url": "http://10.0.0.1/", "auth_url": None}
    assert "--tx popen --tx '2*popen//nice=5'" in repeat_command(target, 1, configuration, [])


@pytest.fixture(scope="module")
def server() -> Iterator[RunningServer]:
    with start_server(ServerSettings(), contract="oefr") as started_server:
        yield started_server


def test_a_profile_names_workers_and_the_command_line_others(tmp_path: Path) -> None:
    (tmp_path / "kraken-conformance.toml").write_text(
        '[targets.lab]\nurl = "http://10.0.0.1/"\ntx = ["ssh=worker1", "2*popen"]\n', "utf-8"
    )
    shown = call("config", "show", "--target", "lab", cwd=tmp_path)
    assert 'tx = ["ssh=worker1", "2*popen"]' in shown.stdout, shown.stdout + shown.stderr
    overruled = call("config", "show", "--target", "lab", "-n", "2", cwd=tmp_path)
    assert "tx = []" in overruled.stdout, overruled.stdout + overruled.stderr


def test_a_worker_that_is_replaced_spends_nothing_of_what_another_may_have_spent(
    server: RunningServer, tmp_path: Path
) -> None:
    most = 120
    with running(Proxy(server.url)) as proxy:
        words = [*target(proxy, server), *few(), *SMALL, "--tx", "2*popen", "--max-requests", str(most)]
        process = started(tmp_path, *words, "--max-rps", "60")
        while len(proxy.arrivals) < 60:
            time.sleep(0.02)
            assert process.poll() is None
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text("utf-8").split()
        os.kill(int(children[-1]), 9)
        assert process.wait() == 3
    assert len(proxy.arrivals) <= most + 20  # those that learn what the target is
    reasons = {event["reason"] for event in of(events(tmp_path), "result")}
    assert any("--max-requests" in str(reason) for reason in reasons)
