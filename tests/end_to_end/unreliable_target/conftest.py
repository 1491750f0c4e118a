from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kraken_conformance.server import RunningServer, ServerSettings, start_server
from tests.end_to_end.unreliable_target.harness import SMALL, Event, events, few, run


@pytest.fixture(scope="session")
def server() -> Iterator[RunningServer]:
    """A healthy reference server."""
    with start_server(ServerSettings(), contract="oefr") as running:
        yield running


@pytest.fixture(scope="session")
def calm(server: RunningServer, tmp_path_factory: pytest.TempPathFactory) -> list[Event]:
    """What a small run finds in calm weather."""
    output: Path = tmp_path_factory.mktemp("calm")
    words = ["--url", server.url, "--auth-url", server.auth_url, "--api-key", server.api_key]
    done = run(output, *words, *few(), *SMALL)
    assert done.returncode == 0, done.stdout + done.stderr
    return events(output)
