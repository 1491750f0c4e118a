from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.command_line import call
from tests.reference_target import addressed, reference_target
from tests.small_contract import write_contract


def events(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "evidence.jsonl").read_text("utf-8").splitlines()]


Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def run(folder: Path) -> Iterator[Run]:
    """Return a function that runs the folder's contract against the reference server, with an output and options."""
    with reference_target() as target:

        def run(output: str, *more: str | Path) -> subprocess.CompletedProcess[str]:
            probes = ("--probe", "valid-input", "--max-examples", "10", "--seed", "1")
            where = ("--contract", folder / "contract", "--output", folder / output)
            return call("run", *where, *addressed(target), *probes, *more)

        assert run("first").returncode == 1
        yield run


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a contract that lacks a code which the target raises; `run` puts its runs there."""
    folder = tmp_path_factory.mktemp("waivers")
    write_contract(folder / "contract", ["selfReading"], {"selfReading": ["KT-FR-4713"]})
    return folder


def test_what_is_printed_waives_what_was_found(folder: Path, run: Run) -> None:
    printed = call("waive", "--from", folder / "first", "--reason", "known", "--expires", "2099-12-31")
    (folder / "waivers.toml").write_text(printed.stdout, "utf-8")
    again = run("again", "--waivers", folder / "waivers.toml")
    assert again.returncode == 0, again.stdout + again.stderr
    assert "only valid-input, 1 failure waived" in again.stdout
    written = events(folder / "again")
    (waived,) = [event for event in written if event.get("waived")]
    assert waived["requirement"] == "error.code-declared"
    assert waived["waived"] == {"reason": "known", "expires": "2099-12-31"}
    assert written[0]["configuration"]["waivers"] == [
        {
            "requirement": "error.code-declared",
            "mutation": "selfReading",
            "server": None,
            "path": None,
            "finding": waived["id"],
            "reason": "known",
            "expires": "2099-12-31",
        }
    ]
    page = (folder / "again" / "report.html").read_text("utf-8")
    assert "error.code-declared on selfReading" in page
    assert "until 2099-12-31: known" in page
    left = call("waive", "--from", folder / "again")
    assert (left.returncode, left.stdout.strip()) == (0, "")
    assert "nothing to waive" in left.stderr


def test_reports_of_a_run_can_be_made_with_other_waivers(folder: Path, run: Run) -> None:
    printed = call("waive", "--from", folder / "first", "--reason", "known later", "--expires", "2099-12-31")
    (folder / "later.toml").write_text(printed.stdout, "utf-8")
    options = ("--format", "json", "--output", folder / "later", "--waivers", folder / "later.toml")
    assert call("report", folder / "first", *options).returncode == 0
    results = json.loads((folder / "later" / "results.json").read_text("utf-8"))
    assert (results["verdict"], results["exit_code"], results["counts"]["findings"]) == ("conformant", 0, 1)
    assert results["findings"][0]["waived"] == {"reason": "known later", "expires": "2099-12-31"}
    (mutation,) = [entry for entry in results["mutations"] if entry["name"] == "selfReading"]
    assert mutation["outcome"] == "passed"


def test_an_expired_waiver_fails_and_is_named(folder: Path, run: Run) -> None:
    printed = call("waive", "--from", folder / "first", "--reason", "known", "--expires", "2026-01-01")
    (folder / "expired.toml").write_text(printed.stdout, "utf-8")
    again = run("expired", "--waivers", folder / "expired.toml")
    assert again.returncode == 1
    assert f"{folder}/expired.toml:4: error.code-declared on selfReading" in again.stdout
    assert "expired on 2026-01-01" in events(folder / "expired")[-1]["waiver_remarks"][0]


def test_without_a_reason_nothing_is_waived(folder: Path, run: Run) -> None:
    (folder / "unreasoned.toml").write_text(call("waive", "--from", folder / "first").stdout, "utf-8")
    refused = run("unreasoned", "--waivers", folder / "unreasoned.toml")
    assert refused.returncode == 2
    assert f"{folder}/unreasoned.toml:8: `reason` is missing" in refused.stderr
