"""How long all reports of a large run take, how much memory, how large they are, and how fast the page opens.

Run it from the top of the project: `python -m bench.reports`.
"""

from __future__ import annotations

import multiprocessing
import tempfile
import time
from pathlib import Path
from statistics import median

from kraken_conformance.reports import read_events, write_reports
from tests.reports.chromium import chromium_page, executable
from tests.reports.synthetic import Plan, run_events, write

CASES, FINDINGS = 100_000, 500
ROUNDS = 5

BODY = 32_000
"""Characters of each response: what the runner keeps of one at most."""


def evidence(folder: Path) -> Path:
    """Write evidence in which every finding has a large response."""
    events = run_events(Plan(cases=CASES, findings=FINDINGS))
    for event in events:
        if event["type"] == "finding":
            event["response"]["body"] = (event["response"]["body"] + " ") * (
                BODY // len(event["response"]["body"])
            )
    return write(events, folder / "evidence.jsonl")


def measure(folder: Path) -> None:
    idle = _memory()
    begun, begun_processor = time.perf_counter(), time.process_time()
    written = write_reports(read_events(folder), folder / "reports")
    clock, processor = time.perf_counter() - begun, time.process_time() - begun_processor
    print(
        f"{CASES:,} cases, {FINDINGS} findings, {(folder / 'evidence.jsonl').stat().st_size / 1e6:.1f} MB of evidence"
    )
    print(f"{clock:.2f} s by the clock, {processor:.2f} s of processor time")
    print(f"{_memory():.0f} MB at the most, {idle:.0f} MB before")
    for path in written:
        print(f"{path.name:<16} {path.stat().st_size / 1e3:>8,.0f} kB")


def measure_page(folder: Path) -> None:
    program = executable()
    if program is None:
        print("no Chromium: how fast the page opens was not measured")
        return
    paint = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"
    times = []
    with chromium_page(program) as browser:
        for _ in range(ROUNDS):
            browser.open((folder / "reports" / "report.html").as_uri())
            browser.until(f"{paint} > 0")
            load = browser.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
            times.append((browser.evaluate(paint), load))
    print(f"page: first paint after {median(paint for paint, _ in times):.0f} ms, ", end="")
    print(f"drawn whole after {median(load for _, load in times):.0f} ms (medians of {ROUNDS})")


def _memory() -> float:
    """Return the most memory that this process has held, in MB. `ru_maxrss` would hold its parent's too."""
    status = Path("/proc/self/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        evidence(Path(name))
        process = multiprocessing.get_context("spawn").Process(target=measure, args=(Path(name),))
        process.start()
        process.join()
        measure_page(Path(name))


if __name__ == "__main__":
    main()
