from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from kraken_conformance.server import RunningServer
from tests.weather.harness import few, run, started, target
from tests.weather.proxy import Proxy, running, seen_within

LIMIT = 20
SECONDS = 5


def test_the_limit_holds_over_all_workers_in_every_second(server: RunningServer, tmp_path: Path) -> None:
    with running(Proxy(server.url)) as proxy:
        words = [*target(proxy, server), *few(), "--max-rps", str(LIMIT), "-n", "4", "--concurrency", "8"]
        process = started(tmp_path, *words)
        try:
            while len(proxy.arrivals) < 30:  # past the preflight: the workers have begun
                time.sleep(0.05)
                assert process.poll() is None
            time.sleep(SECONDS)
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    assert len(proxy.arrivals) > 2 * LIMIT
    assert seen_within(proxy.arrivals, 1.0) <= LIMIT
    for seconds in (2, 3, 5):
        assert seen_within(proxy.arrivals, seconds) <= LIMIT * seconds + 5


def test_more_workers_than_requests_a_second_are_refused(tmp_path: Path) -> None:
    done = run(tmp_path, "--max-rps", "3", "-n", "4")
    assert done.returncode == 2
    assert "Use -n 3 or less" in done.stderr
