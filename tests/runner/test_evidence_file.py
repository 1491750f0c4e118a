from __future__ import annotations

import json
from pathlib import Path

import pytest

from kraken_conformance.exceptions import EvidenceError, UsageError
from kraken_conformance.runner.evidence.evidence_file import EvidenceWriter, read_evidence

HEADER = {
    "type": "header",
    "schema_version": 1,
    "run_id": "1",
    "started_at": "2026-11-27T00:00:00Z",
    "tool": {"name": "kraken-conformance", "version": "1"},
    "contract": {"name": "oefr", "version": "1", "sha256": "0", "mutations": [], "errors": {}},
    "requirements": {},
    "target": {"url": None, "auth_url": None, "schema": "contract"},
    "seed": 1,
    "configuration": {"contract": "oefr", "selection": {}, "mutations": [], "max_examples": 1},
}

NOTE = {"type": "note", "text": "é\u2028\n"}
"""An event of a later version: what is not known is let through."""


def test_what_is_written_can_be_read_before_the_run_is_over(tmp_path: Path) -> None:
    with EvidenceWriter(tmp_path / "run") as evidence:
        evidence.write([HEADER, NOTE])
        assert read_evidence(tmp_path / "run") == [HEADER, NOTE]


def test_a_last_line_that_was_cut_short_is_left_out(tmp_path: Path) -> None:
    file = tmp_path / "evidence.jsonl"
    file.write_text(json.dumps(HEADER) + '\n{"type": "resu')
    assert read_evidence(file) == [HEADER]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"type": "header", "schema_version": 2}\n', "newer than 1"),
        ('{"type": "result"}\n', "header is missing"),
        ('{"type": "header", "schema_version": 1}\nx\n{"type": "footer"}\n', ":2: this line is no JSON"),
        ('{"type": "header", "schema_version": 1}\n[]\n', ":2: this line is no event"),
        ("", "header is missing"),
    ],
)
def test_what_is_no_evidence_is_refused(tmp_path: Path, content: str, message: str) -> None:
    file = tmp_path / "evidence.jsonl"
    file.write_text(content)
    with pytest.raises(EvidenceError, match=message):
        read_evidence(file)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match=r"nowhere"):
        read_evidence(tmp_path / "nowhere")


def test_a_folder_that_cannot_be_written_is_a_mistake_of_the_call(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="--output"):
        EvidenceWriter(tmp_path / "file")
