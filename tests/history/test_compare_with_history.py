"""`compare --history`, on the evidence of two real runs that is dated back to make nights of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kraken_conformance.cli.main import main
from kraken_conformance.history import History, past_run
from kraken_conformance.runner.embedded_target import Embedded
from kraken_conformance.runner.evidence.evidence_file import read_evidence
from tests.reference_target import addressed, reference_target
from tests.reports.synthetic import write
from tests.small_contract import write_contract

PROMISE = "error.code-declared on selfReading"
SCOPE = "1 of 1 mutations, only valid-input"


def call(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture(scope="module")
def target() -> Iterator[Embedded]:
    """A reference server that is the target of every run in this file."""
    with reference_target() as running:
        yield running


@pytest.fixture(scope="module")
def runs(target: Embedded, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Two runs: `b` finds a code that its contract lacks, `k` does not."""
    folder = tmp_path_factory.mktemp("runs")
    write_contract(folder / "lacking", ["selfReading"], {"selfReading": ["KT-FR-4713"]})
    write_contract(folder / "whole", ["selfReading"], {})
    made = {}
    for letter, name, code in (("b", "lacking", 1), ("k", "whole", 0)):
        made[letter] = folder / letter
        words = ("run", "--contract", folder / name, "--probe", "valid-input", "--max-examples", "10")
        assert call(*words, *addressed(target), "--seed", "1", "--output", made[letter]).exit_code == code
    return made


def nights(folder: Path, runs: dict[str, Path], letters: str) -> Path:
    """Write a history of one night a letter, each with the folder of its run, and return the history's folder.

    In a night `-` the target was down, and nothing was tested.
    """
    with History(folder / "history") as history:
        for day, letter in enumerate(letters, 1):
            history.add(past_run(night(folder / str(day), runs.get(letter, runs["k"]), day, letter)))
    return folder / "history"


def night(folder: Path, run: Path, day: int, letter: str = "") -> list[dict[str, Any]]:
    header, *rest = read_evidence(run)
    if letter == "-":
        rest = rest[-1:]
    header |= {"run_id": f"night-{day}", "started_at": f"2026-11-{day:02}T02:00:00Z"}
    header["contract"]["sha256"] = "the same each night"
    folder.mkdir(parents=True)
    write([header, *rest], folder / "evidence.jsonl")
    return [header, *rest]


def test_the_latest_run_is_compared_with_the_one_before(tmp_path: Path, runs: dict[str, Path]) -> None:
    broke = call("compare", "--history", nights(tmp_path / "one", runs, "kkb"))
    assert broke.exit_code == 1
    before, after = (f"{verdict}, {SCOPE}" for verdict in ("conformant", "non-conformant"))
    assert f"{before} (2026-11-02T02:00:00Z) -> {after} (2026-11-03T02:00:00Z)" in broke.output
    assert f"new (1)\n  MUST {PROMISE}" in broke.output
    assert "KT-FR-4713" in broke.output
    assert "first seen in this run, and in none of the 2 before it" in broke.output
    mended = call("compare", "--history", nights(tmp_path / "two", runs, "kbbk"))
    assert mended.exit_code == 0
    assert "fixed (1)" in mended.output
    assert "was broken from 2026-11-02T02:00:00Z to 2026-11-03T02:00:00Z, in 2 runs" in mended.output


def test_one_run_is_compared_with_the_one_before_it(tmp_path: Path, runs: dict[str, Path]) -> None:
    history = nights(tmp_path, runs, "kbbk")
    second = call("compare", tmp_path / "2", "--history", history)
    assert second.exit_code == 1
    assert second.output.splitlines()[1:2] == ["new (1)"]
    third = call("compare", tmp_path / "3", "--history", history)
    assert (third.exit_code, "still failing (1)" in third.output) == (0, True)
    assert "broken since 2026-11-02T02:00:00Z, in 2 runs in a row" in third.output
    assert "no longer tested" not in third.output


def test_what_is_known_to_come_and_go_is_no_regression(tmp_path: Path, runs: dict[str, Path]) -> None:
    history = nights(tmp_path, runs, "kbkbkb")
    without = call("compare", tmp_path / "5", tmp_path / "6")
    assert (without.exit_code, "new (1)" in without.output) == (1, True)
    for words in ((tmp_path / "5", tmp_path / "6"), (tmp_path / "6",), ()):
        known = call("compare", *words, "--history", history)
        assert known.exit_code == 0, known.output
        assert "comes and goes (1)" in known.output
        assert "came and went 2 times since 2026-11-02T02:00:00Z, broken again in this run" in known.output
        assert "No regression." in known.output


def test_what_came_back_once_is_still_a_regression(tmp_path: Path, runs: dict[str, Path]) -> None:
    back = call("compare", "--history", nights(tmp_path, runs, "bkb"))
    assert back.exit_code == 1
    assert "came and went once since 2026-11-01T02:00:00Z, broken again in this run" in back.output


def test_a_night_without_a_target_makes_nothing_new(tmp_path: Path, runs: dict[str, Path]) -> None:
    found = call("compare", "--history", nights(tmp_path / "one", runs, "kb-b"))
    assert (found.exit_code, "still failing (1)" in found.output) == (0, True), found.output
    assert "broken since 2026-11-02T02:00:00Z, in 2 runs in a row" in found.output
    broke = call("compare", "--history", nights(tmp_path / "two", runs, "kk-b"))
    assert (broke.exit_code, "new (1)" in broke.output) == (1, True), broke.output


def test_the_older_run_counts_where_the_history_lacks_it(tmp_path: Path, runs: dict[str, Path]) -> None:
    history = nights(tmp_path, runs, "k")
    night(tmp_path / "2", runs["b"], 2)
    night(tmp_path / "3", runs["b"], 3)
    found = call("compare", tmp_path / "2", tmp_path / "3", "--history", history)
    assert "broken since 2026-11-02T02:00:00Z, in 2 runs in a row" in found.output


def test_json_and_markdown_tell_the_past_too(tmp_path: Path, runs: dict[str, Path]) -> None:
    history = nights(tmp_path, runs, "kbkbkb")
    (change,) = json.loads(call("compare", "--history", history, "--format", "json").output)["changes"]
    assert change["kind"] == "comes and goes"
    assert change["history"] == {
        "first_seen": "2026-11-02T02:00:00Z",
        "last_seen": "2026-11-06T02:00:00Z",
        "broken_since": "2026-11-06T02:00:00Z",
        "came_and_went": 2,
        "comes_and_goes": True,
        "runs_known": 6,
        "runs_tested": 6,
        "runs_broken": 3,
        "runs_flaky": 0,
    }
    page = call("compare", "--history", history, "--format", "markdown").output
    assert "### Comes and goes" in page
    assert "came and went 2 times since 2026-11-02T02:00:00Z" in page
    without = json.loads(call("compare", tmp_path / "5", tmp_path / "6", "--format", "json").output)
    assert without["changes"][0]["history"] is None


def test_a_folder_of_runs_is_a_history_too(tmp_path: Path, runs: dict[str, Path]) -> None:
    nights(tmp_path / "nights", runs, "kbkbkb")
    (tmp_path / "nights" / "history" / "history.sqlite3").unlink()
    for day in range(1, 7):
        assert call("report", tmp_path / "nights" / str(day), "--format", "json").exit_code == 0
    for words in ((), (tmp_path / "nights" / "6",)):
        known = call("compare", *words, "--history", tmp_path / "nights")
        assert (known.exit_code, "comes and goes (1)" in known.output) == (0, True), known.output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "name a --history"),
        (("{runs}/1",), "name a --history"),
        (("{runs}/1", "{runs}/1", "{runs}/1"), "not 3"),
        (("--history", "{runs}/none"), "there is no such folder"),
        (("--history", "{runs}/1"), "neither a history.sqlite3 nor any results.json"),
        (("{runs}/history", "{runs}/1"), "this is a history and no run. Give it as --history"),
        (("{runs}/1", "--history", "{runs}/none"), "there is no such folder"),
        (("{runs}/1", "--history", "{runs}/history"), "nothing to compare with"),
        (("--history", "{runs}/history"), "nothing to compare with"),
        (("--history", "{runs}/history", "--target", "https://x"), "no run of https://x. It has {url}"),
        (("{runs}/1", "--history", "{runs}/history", "--target", "{url}"), "--target"),
        (("{runs}/9", "--history", "{runs}/history"), "cannot be read"),
    ],
)
def test_bad_input(
    tmp_path: Path, target: Embedded, runs: dict[str, Path], words: tuple[str, ...], told: str
) -> None:
    nights(tmp_path, runs, "b")
    result = call("compare", *(word.format(runs=tmp_path, url=target.url) for word in words))
    assert result.exit_code == 2, result.output
    assert told.format(url=target.url) in result.stderr


def test_a_file_that_is_no_history(tmp_path: Path, runs: dict[str, Path]) -> None:
    (tmp_path / "history.sqlite3").write_text("not a database, whatever its name says" * 30)
    for words in ((), (runs["b"],)):
        result = call("compare", *words, "--history", tmp_path)
        assert (result.exit_code, "it is no history" in result.stderr) == (2, True)
