"""The embedded reference server, as a target that a run knows everything about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from kraken_conformance.exceptions import InternalError
from kraken_conformance.server import ServerSettings, start_server
from kraken_conformance.target.client import TargetClient
from kraken_conformance.target.settings import TargetSettings

OBTAIN_TOKEN = "mutation ($input: ObtainJSONWebTokenInput!) { obtainKrakenToken(input: $input) { token } }"


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
        client = TargetClient(TargetSettings(sites={"API": running.url}))
        try:
            answer = client.post("API", OBTAIN_TOKEN, {"input": {"APIKey": running.api_key}})
        finally:
            client.close()
        body: Any = None if answer.response is None else answer.response.json()
        try:
            token = body["data"]["obtainKrakenToken"]["token"]
        except (TypeError, KeyError):
            raise InternalError(f"The embedded server gave no token: {body or answer.failure}") from None
        yield Embedded(running.url, running.auth_url, running.api_key, token)
