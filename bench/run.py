"""Cases judged per second: `kraken-conformance run` beside the Schemathesis CLI, on one reference server.

Each tool gets the same server, the same mutations and as many cases as it makes of 50 examples each. The
figure is what counts to a user: cases judged, by the clock, divided by the seconds of the whole command.
`--latency MS` makes the server slow; `--mutations N` takes fewer of them.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kraken_conformance.embedded import embedded
from kraken_conformance.server import ServerSettings
from kraken_conformance.spec import load_contract

SCRIPTS = Path(sys.executable).parent


def ours(
    url: str, auth_url: str, token: str, names: list[str], examples: int, concurrency: int, processes: int
) -> tuple[int, float]:
    with tempfile.TemporaryDirectory() as folder:
        command = [
            str(SCRIPTS / "kraken-conformance"),
            "run",
            "--url",
            url,
            "--auth-url",
            auth_url,
            "--token",
            token,
        ]
        command += [
            "--max-examples",
            str(examples),
            "--concurrency",
            str(concurrency),
            "-n",
            str(processes),
            "--output",
            folder,
        ]
        for name in names:
            command += ["--mutation", name]
        begun = time.monotonic()
        subprocess.run(command, capture_output=True, check=True)
        elapsed = time.monotonic() - begun
        return json.loads((Path(folder) / "results.json").read_text())["counts"]["requests"], elapsed


def schemathesis(url: str, token: str, names: list[str], examples: int, workers: int) -> tuple[int, float]:
    command = [str(SCRIPTS / "st"), "run", url, "--phases", "fuzzing", "--mode", "positive", "--max-examples"]
    command += [str(examples), "--workers", str(workers), "--header", f"Authorization: {token}"]
    command += ["--continue-on-failure", "--generation-database", "none", "--no-color"]
    for name in names:
        command += ["--include-name", f"Mutation.{name}"]
    begun = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    elapsed = time.monotonic() - begun
    found = re.search(r"([\d,]+) generated", done.stdout)
    if found is None:
        raise SystemExit(f"st told no number of cases:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return int(found[1].replace(",", "")), elapsed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--latency", type=int, default=0, help="milliseconds that the server waits")
    parser.add_argument("--mutations", type=int, default=101, help="how many mutations")
    parser.add_argument("--examples", type=int, default=50, help="drawn cases a mutation")
    parser.add_argument("--concurrency", type=int, default=8, help="requests in flight, ours")
    parser.add_argument("--processes", type=int, default=0, help="worker processes, ours; 0 for none")
    parser.add_argument("--workers", type=int, default=2, help="workers of Schemathesis")
    chosen = parser.parse_args()
    names = [m.name for m in load_contract().on_server("API")][: chosen.mutations]
    with embedded(ServerSettings(latency=chosen.latency / 1000)) as server:
        cases, seconds = ours(
            server.url,
            server.auth_url,
            server.token,
            names,
            chosen.examples,
            chosen.concurrency,
            chosen.processes,
        )
        mine = cases / seconds
        print(f"kraken-conformance  {cases:6} cases in {seconds:5.1f} s: {mine:6.1f} cases/s")
        cases, seconds = schemathesis(server.url, server.token, names, chosen.examples, chosen.workers)
        theirs = cases / seconds
        print(f"Schemathesis        {cases:6} cases in {seconds:5.1f} s: {theirs:6.1f} cases/s")
        print(f"ratio               {mine / theirs:.1f}")
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"largest process     {usage.ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
