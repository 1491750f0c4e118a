"""Whole runs that may not do everything, against the embedded server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from kraken_conformance.cli.main import main


def results(tmp_path: Path, *words: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    output = tmp_path / "out"
    call = ["run", "--output", str(output), "--seed", "1", "--max-examples", "20", *words]
    result = CliRunner().invoke(main, call)
    assert result.exit_code == 3, result.output
    events = [json.loads(line) for line in (output / "evidence.jsonl").read_text("utf-8").splitlines()]
    return [event for event in events if event["type"] == "result"], events[-1]


def test_denied_effects_block_what_executes_and_nothing_else(tmp_path: Path) -> None:
    found, footer = results(tmp_path, "--mutation", "endContributionAgreement", "--deny-effect", "destroys")
    of_mutation = {event["probe"]: event for event in found if event["mutation"]}
    assert {name for name, event in of_mutation.items() if event["state"] == "blocked"} == {
        name for name, event in of_mutation.items() if "DESTROYS" in (event["reason"] or "")
    }
    for name in ("schema", "rejected-input", "no-token", "dry-run"):
        assert of_mutation[name]["state"] == "done"
        assert of_mutation[name]["requirements"]
    assert of_mutation["valid-input"]["state"] == "blocked"
    dry = {"dry-run"}
    assert not any(event["succeeded"] for name, event in of_mutation.items() if name not in dry)
    assert any("DESTROYS" in reason for reason in footer["reasons"])


def test_no_more_requests_than_allowed(tmp_path: Path) -> None:
    found, footer = results(tmp_path, "--mutation", "selfReading", "--max-requests", "40")
    assert 0 < sum(event["requests"] for event in found) <= 40
    assert any("--max-requests" in reason for reason in footer["reasons"])


@pytest.mark.parametrize("most", [0, 2])
def test_no_more_creations_than_allowed(tmp_path: Path, most: int) -> None:
    found, footer = results(
        tmp_path,
        "--mutation",
        "createAccountReference",
        "--max-creations",
        str(most),
        "--probe",
        "valid-input",
    )
    (event,) = [event for event in found if event["mutation"]]
    assert (event["succeeded"], event["state"]) == (most, "blocked")
    assert any("--max-creations" in reason for reason in footer["reasons"])


def test_nothing_is_sent_when_the_time_is_over(tmp_path: Path) -> None:
    found, footer = results(tmp_path, "--mutation", "selfReading", "--max-minutes", "0.000001")
    assert sum(event["requests"] for event in found) == 0
    assert any("--max-minutes" in reason for reason in footer["reasons"])
