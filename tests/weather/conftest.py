from __future__ import annotations

from collections.abc import Iterator

import pytest

from kraken_conformance.server import RunningServer, ServerSettings, start_server


@pytest.fixture(scope="session")
def server() -> Iterator[RunningServer]:
    """A healthy reference server."""
    with start_server(ServerSettings()) as running:
        yield running
