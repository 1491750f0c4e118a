"""Cases judged per second: `kraken-conformance run` beside the Schemathesis CLI, on one reference server.

    python -m bench.run [--latency MS] [--mutations N] [--examples N] [--concurrency N] [--processes N] [--workers N]

Each tool gets the same server, the same mutations and as many cases as it makes of the examples. The
figure is what counts to a user: cases judged, by the clock, divided by the seconds of the whole command. A case
is a request that was answered; each step of a walk is one.
Beside it, what a case costs us in processor time, reports included, and what a plain request with httpx does.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

import httpx

from kraken_conformance.runner.embedded_target import Embedded, embedded
from kraken_conformance.server import ServerSettings
from kraken_conformance.spec import load_contract

SCRIPTS = Path(sys.executable).parent

PLAIN_REQUESTS = 2000

PLAIN = {
    "query": "mutation Login($input: ObtainJSONWebTokenInput!)"
    " { obtainKrakenToken(input: $input) { token refreshToken refreshExpiresIn } }",
    "variables": {"input": {"APIKey": "none"}},
}


@dataclass(frozen=True, slots=True)
class Measured:
    """What a command took: cases, seconds by the clock, seconds of processor time."""

    cases: int
    seconds: float
    processor: float

    @property
    def rate(self) -> float:
        return self.cases / self.seconds

    def __str__(self) -> str:
        each = self.processor / self.cases * 1000
        return (
            f"{self.cases:7} cases in {self.seconds:6.1f} s: {self.rate:6.1f} cases/s, "
            f"{each:.2f} ms of processor time each"
        )


def ours(server: Embedded, names: list[str], chosen: argparse.Namespace) -> Measured:
    with tempfile.TemporaryDirectory() as folder:
        command = [SCRIPTS / "kraken-conformance", "run", "--output", folder]
        command += ["--url", server.url, "--auth-url", server.auth_url, "--token", server.token]
        command += ["--max-examples", chosen.examples, "--concurrency", chosen.concurrency]
        command += ["-n", chosen.processes]
        for name in names:
            command += ["--mutation", name]
        seconds, processor, _ = timed(command, folder, check=True)
        counts = json.loads((Path(folder) / "results.json").read_text())["counts"]
    return Measured(counts["requests"], seconds, processor)


def schemathesis(server: Embedded, names: list[str], chosen: argparse.Namespace) -> Measured:
    command = [SCRIPTS / "st", "run", server.url, "--phases", "fuzzing", "--mode", "positive"]
    command += ["--max-examples", chosen.examples, "--workers", chosen.workers]
    command += ["--header", f"Authorization: {server.token}", "--continue-on-failure"]
    command += ["--generation-database", "none", "--no-color"]
    for name in names:
        command += ["--include-name", f"Mutation.{name}"]
    with tempfile.TemporaryDirectory() as folder:
        seconds, processor, output = timed(command, folder, check=False)
    found = re.search(r"([\d,]+) generated", output)
    if found is None:
        raise SystemExit(f"st printed no number of cases:\n{output[-4000:]}")
    return Measured(int(found[1].replace(",", "")), seconds, processor)


def timed(command: list[object], folder: str, *, check: bool) -> tuple[float, float, str]:
    before, begun = getrusage(RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(list(map(str, command)), cwd=folder, capture_output=True, text=True, check=check)
    seconds, after = time.monotonic() - begun, getrusage(RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, processor, done.stdout + done.stderr


def plain(server: Embedded) -> float:
    """Return the milliseconds of processor time of a request with httpx, one after another on one connection."""
    with httpx.Client(headers={"Authorization": server.token}) as client:
        client.post(server.url, json=PLAIN).json()
        begun = time.process_time()
        for _ in range(PLAIN_REQUESTS):
            client.post(server.url, json=PLAIN).json()
        return (time.process_time() - begun) / PLAIN_REQUESTS * 1000


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--latency", type=int, default=0, help="milliseconds that the server waits")
    parser.add_argument("--mutations", type=int, default=101, help="how many mutations")
    parser.add_argument("--examples", type=int, default=50, help="drawn cases a mutation")
    parser.add_argument("--concurrency", type=int, default=8, help="requests in flight, ours")
    parser.add_argument("--processes", type=int, default=0, help="worker processes, ours; 0 for none")
    parser.add_argument("--workers", type=int, default=2, help="workers of Schemathesis; 0 leaves it out")
    chosen = parser.parse_args()
    names = [m.name for m in load_contract("oefr").on_server("API")][: chosen.mutations]
    with embedded(ServerSettings(latency=chosen.latency / 1000), "oefr") as server:
        if not chosen.latency:
            print(f"a plain request     {plain(server):.2f} ms of processor time")
        mine = ours(server, names, chosen)
        print(f"kraken-conformance  {mine}")
        print(f"largest process     {getrusage(RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MiB", flush=True)
        if chosen.workers:
            theirs = schemathesis(server, names, chosen)
            print(f"Schemathesis        {theirs}")
            print(f"ratio               {mine.rate / theirs.rate:.1f}")


if __name__ == "__main__":
    main()
