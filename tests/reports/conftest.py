from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kraken_conformance.reports import Run, read_events, summarise, write_reports
from kraken_conformance.reports.formats.results import results
from tests.reports.chromium import Chromium, chromium_page, executable
from tests.reports.synthetic import Event, Plan, run_events, write


@pytest.fixture(scope="session")
def events() -> list[Event]:
    """A run of 101 mutations with 40 findings, some flaky, some waived. Not to be changed."""
    return run_events(Plan())


@pytest.fixture(scope="session")
def run(events: list[Event]) -> Run:
    return summarise(events)


@pytest.fixture(scope="session")
def folder(events: list[Event], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of that run, with evidence, all reports and a history of two earlier runs."""
    folder = tmp_path_factory.mktemp("run")
    earlier = [
        results(
            summarise(
                run_events(Plan(seed=seed, findings=seed * 20, started_at=f"2026-11-2{seed}T10:00:00Z"))
            )
        )
        for seed in (1, 2)
    ]
    write_reports(read_events(write(events, folder / "evidence.jsonl")), folder, history=earlier)
    return folder


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    program = executable()
    if program is None:
        pytest.skip("no Chromium on this machine")
    with chromium_page(program) as page:
        yield page
