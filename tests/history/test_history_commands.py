from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from kraken_conformance.cli.main import main
from kraken_conformance.runner.embedded_target import Embedded
from tests.reference_target import addressed, reference_target
from tests.small_contract import write_contract

SCOPE = "1 of 1 mutations, only valid-input"


def call(*words: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(main, [str(word) for word in words])
    return result.exit_code, result.output


@pytest.fixture(scope="module")
def target() -> Iterator[Embedded]:
    """A reference server that is the target of every run in this file."""
    with reference_target() as running:
        yield running


@pytest.fixture(scope="module")
def folder(target: Embedded, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two runs in a history: the first finds a code that its contract lacks, the second does not."""
    folder = tmp_path_factory.mktemp("history")
    write_contract(folder / "lacking", ["selfReading"], {"selfReading": ["KT-FR-4713"]})
    write_contract(folder / "whole", ["selfReading"], {})
    for name, code in (("lacking", 1), ("whole", 0)):
        words = (
            "run",
            "--contract",
            folder / name,
            "--probe",
            "valid-input",
            "--max-examples",
            "10",
            "--seed",
            "1",
            *addressed(target),
        )
        assert call(*words, "--history", folder / "history", "--output", folder / f"out-{name}")[0] == code
    return folder


def test_the_report_says_since_when(folder: Path, tmp_path: Path) -> None:
    first = json.loads((folder / "out-lacking" / "results.json").read_text("utf-8"))
    (found,) = first["findings"]
    assert found["history"]["first_seen"] == first["started_at"]
    assert found["history"]["runs_known"] == 1
    words = ("report", folder / "out-lacking", "--history", folder / "history", "--format", "html")
    assert call(*words, "--output", tmp_path)[0] == 0
    page = (tmp_path / "report.html").read_text("utf-8")
    assert f"<dt>First seen</dt><dd>{first['started_at']} (this run)</dd>" in page
    assert "<dt>Since</dt>" in page


def test_the_terminal_says_how_a_promise_fared(folder: Path, target: Embedded, tmp_path: Path) -> None:
    words = ("run", "--contract", folder / "lacking", "--probe", "valid-input", "--max-examples", "10")
    words += addressed(target)
    kept = tmp_path / "history"
    for told in ("first seen in this run, the first that is known", "broken since "):
        code, said = call(*words, "--seed", "1", "--history", kept, "--output", tmp_path / "out")
        assert (code, told in said) == (1, True), said
    summary = (tmp_path / "out" / "summary.md").read_text("utf-8")
    assert "| Finding | Over the runs |" in summary
    assert "in 2 runs in a row" in summary


def test_the_report_has_the_trend(folder: Path) -> None:
    first, second = (
        (folder / f"out-{name}" / "report.html").read_text("utf-8") for name in ("lacking", "whole")
    )
    events = (folder / "out-lacking" / "evidence.jsonl").read_text("utf-8").splitlines()
    began = json.loads(events[0])["started_at"]
    assert 'id="trend"' not in first
    assert f"{began}</th><td>non-conformant, {SCOPE}</td>" in second


def test_reports_made_anew_have_the_trend_too(folder: Path, tmp_path: Path) -> None:
    words = ("report", folder / "out-whole", "--history", folder / "history", "--format", "html")
    assert call(*words, "--output", tmp_path)[0] == 0
    assert f"non-conformant, {SCOPE}</td>" in (tmp_path / "report.html").read_text("utf-8")


def test_status_tells_of_the_latest_run_and_what_changed(folder: Path, target: Embedded) -> None:
    code, said = call("status", folder / "history")
    assert (code, said.count("\n")) == (0, 1)
    assert said.startswith(f"CONFORMANT, {SCOPE}, {target.url} ")
    assert "gone" in said
    assert call("status", folder / "history", "--target", target.url) == (0, said)
    code, said = call("status", folder / "history", "--target", "http://x/")
    assert (code, f"It has {target.url}" in said) == (2, True)
    assert call("status", folder / "out-whole", "--target", target.url)[0] == 2


def test_status_of_the_folder_of_a_run(folder: Path, target: Embedded) -> None:
    code, said = call("status", folder / "out-lacking")
    assert (code, said.count("\n")) == (0, 1)
    assert said.startswith(f"NON-CONFORMANT, {SCOPE}, {target.url} ")


def test_show_and_prune(folder: Path) -> None:
    code, said = call("history", "show", folder / "history")
    assert code == 0
    assert said.splitlines()[0].startswith("NON-CONFORMANT")
    assert "unsteady: error.code-declared on selfReading: broken in 1 of 2 runs, came and went once" in said
    assert call("history", "prune", folder / "history", "--keep-days", "1")[1].startswith("Forgot 0 runs")
    assert call("history", "show", folder / "history", "--target", "x")[0] == 2


def test_a_bad_folder_costs_no_run(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    code, said = call("run", "--history", tmp_path / "file", "--output", tmp_path / "out")
    assert code == 2
    assert "it is no history" in said
    assert not (tmp_path / "out").exists()
