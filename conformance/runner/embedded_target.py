"""The embedded reference server, as a target that a run knows everything about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from kraken_conformance.exceptions import InternalError, TargetUnavailable
from kraken_conformance.server import ServerSettings, start_server
from kraken_conformance.target.client import TargetClient
from kraken_conformance.target.settings import TargetSettings


@dataclass(frozen=True, slots=True)
class Embedded:
    """A server that runs beside the run, and a token for it."""

    url: str
    auth_url: str
    api_key: str
    token: str


@contextmanager
def embedded(settings: ServerSettings) -> Iterator[Embedded]:
    """Start the reference server in a process of its own and obtain a token from it."""
    with start_server(settings) as running:
        client = TargetClient(TargetSettings(sites={"API": running.url}, api_key=running.api_key))
        try:
            token = client.login()
        except TargetUnavailable as error:
            raise InternalError(f"The embedded server: {error}") from None
        finally:
            client.close()
        yield Embedded(running.url, running.auth_url, running.api_key, token)
