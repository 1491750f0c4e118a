from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kraken_conformance.cli.main import main
from kraken_conformance.reports.run.repeat_command import repeat_command
from tests.reports.synthetic import few_events, finding, write


def call(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(few_events(2, findings=0), tmp_path / "evidence.jsonl")
    return tmp_path


def test_reports_are_made_beside_the_evidence(folder: Path) -> None:
    result = call("report", folder)
    assert result.exit_code == 0, result.output
    assert (folder / "report.html").exists()
    assert str(folder / "junit.xml") in result.output


def test_only_one_format_into_another_folder(folder: Path) -> None:
    result = call("report", folder / "evidence.jsonl", "--output", folder / "new", "--format", "junit")
    assert result.exit_code == 0, result.output
    assert [path.name for path in (folder / "new").iterdir()] == ["junit.xml"]


def test_a_history_becomes_a_trend(folder: Path) -> None:
    earlier = few_events(2, started_at="2026-11-20T10:00:00Z")
    (folder / "old" / "one").mkdir(parents=True)
    write(earlier, folder / "old" / "one" / "evidence.jsonl")
    assert call("report", folder / "old" / "one", "--format", "json").exit_code == 0
    assert call("report", folder, "--format", "html", "--history", folder / "old").exit_code == 0
    assert 'id="trend"' in (folder / "report.html").read_text("utf-8")


def test_damaged_evidence_is_reported_with_a_warning(folder: Path) -> None:
    path = folder / "evidence.jsonl"
    path.write_text(path.read_text("utf-8")[:-40], "utf-8")
    result = call("report", folder, "--format", "json")
    assert result.exit_code == 0
    assert "the last line is cut off" in result.stderr
    assert json.loads((folder / "results.json").read_text())["partial"] is True


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["report", "nowhere"], "cannot be read"),
        (["report", "{folder}", "--format", "pdf"], "There is no format pdf"),
        (["report", "{folder}", "--history", "{folder}/none"], "none"),
        (["compare", "{folder}", "nowhere"], "cannot be read"),
        (["report", "{folder}", "--output", "{folder}/evidence.jsonl"], "evidence.jsonl"),
    ],
)
def test_bad_input_is_exit_code_2(folder: Path, arguments: list[str], told: str) -> None:
    result = call(*(argument.format(folder=folder) for argument in arguments))
    assert result.exit_code == 2
    assert told in result.stderr


def test_evidence_of_a_newer_version_is_exit_code_2(folder: Path) -> None:
    events = few_events(1)
    events[0]["schema_version"] = 99
    result = call("report", write(events, folder / "evidence.jsonl"))
    assert result.exit_code == 2
    assert "update kraken-conformance" in result.stderr


def test_compare_fails_on_a_regression_only(folder: Path, tmp_path: Path) -> None:
    events = few_events(2, findings=0)
    worse = tmp_path / "worse"
    worse.mkdir()
    write([*events[:-1], finding(mutation="acceptQuote"), events[-1]], worse / "evidence.jsonl")
    result = call("compare", folder, worse)
    assert result.exit_code == 1
    assert "new (1)" in result.output
    assert call("compare", worse, folder).exit_code == 0
    assert call("compare", worse, worse, "--format", "markdown").exit_code == 0
    assert json.loads(call("compare", folder, worse, "--format", "json").output)["regression"] is True


def test_the_command_that_repeats_a_run() -> None:
    target = {"url": "http://127.0.0.1:8000/a b", "auth_url": None, "schema": "introspection"}
    configuration = {
        "max_examples": 5,
        "fail_on": "must",
        "dry_run": True,
        "headers": ["X-Team"],
        "selection": {"server": "API", "mutation": ["accept*"], "probe": []},
        "processes": 0,
    }
    assert repeat_command(target, 7, configuration, ["acceptQuote"]) == (
        "kraken-conformance run --url 'http://127.0.0.1:8000/a b' --header 'X-Team: VALUE' --server API "
        "--mutation 'accept*' --dry-run --max-examples 5 --fail-on must --seed 7"
    )
    embedded = repeat_command(target, None, {"embedded": True, "mutations": ["a"]}, ["a", "b"])
    assert embedded == "kraken-conformance run --mutation a"
