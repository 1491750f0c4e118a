"""Reference servers in this process, and one on a port."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from kraken_conformance.server import RunningServer, ServerSettings, start_server
from kraken_conformance.server.core.app import create_handler
from kraken_conformance.server.core.handler import ReferenceServer
from kraken_conformance.server.http.web import HttpRequest
from kraken_conformance.spec import Contract, load_contract

PATHS = load_contract("oefr").platform.paths

LOGIN = (
    "mutation ($input: ObtainJSONWebTokenInput!) { obtainKrakenToken(input: $input) { token refreshToken } }"
)


@dataclass
class Local:
    """A server in this process. `token` is a good one."""

    handler: ReferenceServer
    api_key: str = ServerSettings().api_key
    token: str = field(default="", init=False)

    def __post_init__(self) -> None:
        body = self.post(LOGIN, {"input": {"APIKey": self.api_key}}, token=None)
        self.token = body["data"]["obtainKrakenToken"]["token"]

    def send(
        self,
        query: str,
        variables: Mapping[str, Any] | None = None,
        *,
        server: str = "API",
        headers: Mapping[str, str] | None = None,
        token: str | None = "",
        name: str | None = None,
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Send an operation with the good token, another, or none; return status, headers and body.

        `name` is the operationName.
        """
        token = self.token if token == "" else token
        sent = {"content-type": "application/json", **(headers or {})}
        if token is not None:
            sent["authorization"] = token
        named = {} if name is None else {"operationName": name}
        body = json.dumps({"query": query, "variables": variables, **named}).encode()
        found = self.handler.handle(HttpRequest("POST", f"{PATHS[server]}/", "", sent, body))
        return found.status, found.headers, found.body

    def post(self, query: str, variables: Mapping[str, Any] | None = None, **options: Any) -> Any:
        """Return the content of the answer to an operation."""
        return json.loads(self.send(query, variables, **options)[2])

    def code(self, query: str, variables: Mapping[str, Any] | None = None, **options: Any) -> str | None:
        """Return the code of the first error in the answer, None without any."""
        body = self.post(query, variables, **options)
        return body["errors"][0]["extensions"]["errorCode"] if "errors" in body else None


@pytest.fixture(scope="session")
def contract() -> Contract:
    return load_contract("oefr")


@pytest.fixture(scope="session")
def make_local(contract: Contract) -> Callable[[ServerSettings], Local]:
    """Return a server in this process with other settings."""

    def make(settings: ServerSettings) -> Local:
        return Local(create_handler(contract, settings), settings.api_key)

    return make


@pytest.fixture(scope="session")
def local(make_local: Callable[[ServerSettings], Local]) -> Local:
    """The healthy server in this process."""
    return make_local(ServerSettings())


@pytest.fixture(scope="session")
def running() -> Iterator[RunningServer]:
    """The healthy server on a port."""
    with start_server(contract="oefr") as server:
        yield server


@pytest.fixture(scope="session")
def http() -> Iterator[httpx.Client]:
    with httpx.Client() as client:
        yield client
