"""The quick suite has every folder of tests but those whose tests are whole runs, and names nothing that is gone."""

from __future__ import annotations

from pathlib import Path

TESTS = Path(__file__).parents[1]
LINES = (TESTS / "quick.txt").read_text("utf-8").splitlines()
LEFT_OUT = [Path(line.partition("=")[2].partition("::")[0]) for line in LINES if line.startswith("--")]
NAMED = [Path(line) for line in LINES if line.startswith("tests/")]

WHOLE_RUNS = {
    "certificate",
    "cli",
    "end_to_end",
    "extensions",
    "integrations",
    "interop",
    "journal",
    "profile",
    "selftest",
}
"""Folders whose tests call the command, or run against a server."""


def test_every_folder_is_in_the_quick_suite_or_made_of_whole_runs() -> None:
    folders = {folder.name for folder in TESTS.iterdir() if any(folder.rglob("test_*.py"))}
    quick = {path.parts[1] for path in NAMED if not path.parts[1].endswith(".py")}
    assert quick | WHOLE_RUNS == folders
    assert not quick & WHOLE_RUNS


def test_it_names_what_there_is() -> None:
    assert [path for path in (*NAMED, *LEFT_OUT) if not (TESTS.parent / path).exists()] == []
