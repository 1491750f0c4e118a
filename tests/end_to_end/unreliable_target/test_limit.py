from __future__ import annotations

from pathlib import Path

import pytest

from kraken_conformance.server import RunningServer
from tests.end_to_end.unreliable_target.harness import few, run, target
from tests.end_to_end.unreliable_target.proxy import Proxy, running, seen_within

LIMIT = 20
REQUESTS = 200
"""As many as take ten seconds, however long the workers need to start."""


def test_the_limit_holds_over_all_workers_in_every_second(server: RunningServer, tmp_path: Path) -> None:
    with running(Proxy(server.url)) as proxy:
        words = [*target(proxy, server), *few(), "--max-rps", str(LIMIT), "-n", "2", "--concurrency", "8"]
        done = run(tmp_path, *words, "--max-requests", str(REQUESTS))
    assert done.returncode == 3, done.stdout + done.stderr
    assert "the requests of the run are used up" in done.stdout
    assert len(proxy.arrivals) > REQUESTS / 2
    for seconds in range(1, REQUESTS // LIMIT + 1):
        assert seen_within(proxy.arrivals, seconds) <= LIMIT * seconds


def test_more_workers_than_requests_a_second_are_refused(tmp_path: Path) -> None:
    done = run(tmp_path, "--max-rps", "3", "-n", "4")
    assert done.returncode == 2
    assert "Use -n 3 or less" in done.stderr


@pytest.mark.parametrize("misfortune", ["reset", "lost", "throttled", "502"])
def test_what_is_sent_again_counts_as_a_request(
    server: RunningServer, tmp_path: Path, misfortune: str
) -> None:
    about: list[bytes] = []

    def decide(number: int, message: bytes) -> str | None:
        if b"selfReading" not in message:
            return None
        about.append(message)
        return misfortune if len(about) % 2 else None

    with running(Proxy(server.url, decide=decide)) as proxy:
        words = [*target(proxy, server), *few(["selfReading"]), "--probe", "valid-input"]
        done = run(tmp_path, *words, "--max-requests", "8", "--max-examples", "20")
    assert done.returncode == 3, done.stdout + done.stderr
    assert "the requests of the run are used up" in done.stdout
    assert 0 < len(about) <= 8
    assert proxy.happened[misfortune] > 1
