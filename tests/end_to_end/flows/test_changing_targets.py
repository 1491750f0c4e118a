"""Targets whose data changes between two requests that are compared."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from kraken_conformance.cli.main import main
from kraken_conformance.server import PlantedFault, ServerSettings, start_server
from kraken_conformance.server.http.web import HttpRequest
from tests.safety.recorder import Recorder, recording

MUTATION = "suspendControl"


def run(output: Path, *words: str) -> tuple[int, list[dict[str, Any]]]:
    call = ["run", "--output", str(output), "--seed", "1", "--probe", "equivalent", "--mutation", MUTATION]
    result = CliRunner().invoke(main, [*call, "--concurrency", "1", *words])
    events = [json.loads(line) for line in (output / "evidence.jsonl").read_text("utf-8").splitlines()]
    return result.exit_code, events


def findings(events: list[dict[str, Any]]) -> list[str]:
    return [event["requirement"] for event in events if event["type"] == "finding"]


def test_a_difference_that_does_not_come_back_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The third request, the first that is compared with two before it, meets a device that is gone."""
    executed = []

    def gone_at_the_third(self: Recorder, request: HttpRequest) -> HttpRequest:
        if MUTATION.encode() not in request.body or b"accountNumber" not in request.body:
            return request
        executed.append(request)
        if len(executed) != 3:
            return request
        return replace(request, body=request.body.replace(b"A-00000001", b"A-00000000"))

    monkeypatch.setattr(Recorder, "altered", gone_at_the_third)
    with recording() as target:
        code, events = run(tmp_path, "--url", target.url)
    assert len(executed) > 3 + 3 * 2  # it was compared again
    assert findings(events) == []
    assert code == 0
    (outcome,) = [event for event in events if event["type"] == "outcome" and event["mutation"]]
    assert "equivalent.alias" not in outcome["requirements"]
    assert outcome["requirements"]["equivalent.key-order"]["outcome"] == "passed"


def test_a_difference_that_is_always_there_is_found(tmp_path: Path) -> None:
    fault = PlantedFault("alias-refused", MUTATION)
    with start_server(ServerSettings(faults=(fault,)), contract="oefr") as faulty:
        code, events = run(tmp_path, "--url", faulty.url, "--api-key", faulty.api_key)
    assert (code, findings(events)) == (1, ["equivalent.alias"])
