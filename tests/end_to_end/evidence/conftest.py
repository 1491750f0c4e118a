from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest
from click.testing import CliRunner

from kraken_conformance.cli.main import main
from kraken_conformance.safety.host_policy import THIS_MACHINE
from kraken_conformance.server import RunningServer, ServerSettings, start_server
from kraken_conformance.target.client import TargetClient
from kraken_conformance.target.settings import TargetSettings
from tests.end_to_end.evidence.fronts import Instead
from tests.end_to_end.unreliable_target.proxy import Proxy, running

SOME = ("updateUser", "createReferral", "resumeControl", "checkMeterPointsEligibility")
"""Mutations with and without a token, few enough for a test."""


@dataclass(frozen=True, slots=True)
class Done:
    """A run that is over."""

    code: int
    said: str
    output: Path

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.output / "evidence.jsonl").read_text("utf-8").splitlines()]

    @property
    def results(self) -> dict[str, Any]:
        return dict(json.loads((self.output / "results.json").read_text("utf-8")))

    @property
    def reasons(self) -> str:
        return "\n".join(self.events[-1]["reasons"])

    def evidence(self) -> dict[str, str]:
        found = (event for event in self.events if event["type"] == "outcome" and event["mutation"])
        return {event["mutation"]: event["evidence"]["kind"] for event in found}


class RunBehind(Protocol):
    def __call__(
        self, instead: Instead, *words: str, token: str | None = ..., mutations: Any = ...
    ) -> Done: ...


@pytest.fixture(scope="package")
def server() -> Iterator[RunningServer]:
    """A healthy reference server."""
    with start_server(ServerSettings(), contract="oefr") as running_server:
        yield running_server


@pytest.fixture(scope="package")
def token(server: RunningServer) -> str:
    client = TargetClient(TargetSettings(server.urls, api_key=server.api_key, permission=THIS_MACHINE))
    try:
        return client.login()
    finally:
        client.close()


@pytest.fixture
def run_behind(server: RunningServer, token: str, tmp_path: Path) -> RunBehind:
    """Run a few mutations against the healthy server with something in front of it."""

    def run(instead: Instead, *words: str, token: str | None = token, mutations: Any = SOME) -> Done:
        with running(Proxy(server.url, instead=instead)) as proxy:
            return called(
                tmp_path,
                *("--url", proxy.url(server.url), "--auth-url", proxy.url(server.auth_url)),
                *(() if token is None else ("--token", token)),
                *(word for name in mutations for word in ("--mutation", name)),
                *words,
            )

    return run


def called(tmp_path: Path, *words: str) -> Done:
    output = tmp_path / "run"
    call = ["run", "--seed", "1", "--max-examples", "3", "--output", str(output), *words]
    result = CliRunner().invoke(main, call)
    return Done(result.exit_code, result.output, output)
