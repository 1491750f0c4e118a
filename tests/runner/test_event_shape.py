"""Evidence that was edited or damaged is a mistake in the call, whichever command reads it."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kraken_conformance.cli.main import main
from kraken_conformance.exceptions import EvidenceError, UsageError
from kraken_conformance.journal import read_journal
from kraken_conformance.runner.evidence.evidence_file import NAME, read_evidence
from tests.command_line import call

WORDS = ("--mutation", "selfReading", "--probe", "valid-input", "--max-examples", "2", "--seed", "1")

QUIET = settings(
    database=None, deadline=None, max_examples=300, suppress_health_check=list(HealthCheck), derandomize=True
)

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("run")
    call("run", "--output", folder, *WORDS)
    return (folder / NAME).read_text("utf-8").splitlines()


def test_the_evidence_of_a_run_is_read(lines: list[str], tmp_path: Path) -> None:
    (tmp_path / NAME).write_text("\n".join(lines), "utf-8")
    assert len(read_evidence(tmp_path)) == len(lines)


NO_HEADER = ("", "\x00\x01")
"""From these `run --resume` begins again."""

DAMAGED = (
    "null\n",
    "{}\n",
    '{"type": "header"}\n',
    '{"type": "header", "schema_version": 1}\n',
    '{"type": "header", "schema_version": "x", "configuration": [], "target": 3}\n',
    "[" * 100_000 + "\n",
)
READERS = (("replay", "abc", "--from"), ("status",), ("waive",), ("report",))


@pytest.mark.parametrize(
    ("damaged", "words"),
    [
        *product((*NO_HEADER, *DAMAGED), READERS),
        *product(DAMAGED, [("run", "--plan", "--resume")]),
    ],
)
def test_damaged_evidence_is_a_mistake_in_the_call(
    damaged: str, words: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / NAME).write_text(damaged, "utf-8")
    result = CliRunner().invoke(main, [*words, str(tmp_path)])
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output


@QUIET
@given(data=st.data())
def test_any_value_in_any_place_is_no_crash(
    data: st.DataObject, lines: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    events = [json.loads(line) for line in lines]
    event = data.draw(st.sampled_from(events))
    key = data.draw(st.sampled_from(sorted(event)))
    event[key] = data.draw(VALUES)
    folder = tmp_path_factory.mktemp("damaged")
    (folder / NAME).write_text("".join(json.dumps(event) + "\n" for event in events), "utf-8")
    try:
        read_evidence(folder)
    except EvidenceError:
        return


@QUIET
@given(content=st.binary(max_size=200) | VALUES.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_no_journal(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("journal")
    (folder / "journal.jsonl").write_bytes(content + b"\n{}\n")
    try:
        read_journal(folder)
    except UsageError:
        return
