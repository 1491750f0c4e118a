from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from kraken_conformance.reports import UnreadableEvidence, read_events, summarise, write_reports
from tests.reports.synthetic import Event, few_events, finding, write


@pytest.fixture
def few() -> list[Event]:
    return few_events()


def test_whole_evidence_is_read_without_a_problem(few: list[Event], tmp_path: Path) -> None:
    evidence = read_events(write(few, tmp_path / "evidence.jsonl"))
    assert evidence.problems == ()
    assert not evidence.partial
    assert [event["type"] for event in evidence.events] == [event["type"] for event in few]


def test_a_folder_stands_for_its_evidence(few: list[Event], tmp_path: Path) -> None:
    write(few, tmp_path / "evidence.jsonl")
    assert not read_events(tmp_path).partial


def test_a_line_that_is_cut_off_is_left_out_and_told(few: list[Event], tmp_path: Path) -> None:
    path = write(few, tmp_path / "evidence.jsonl")
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:6]) + lines[6][: len(lines[6]) // 2])
    evidence = read_events(path)
    assert evidence.partial
    assert len(evidence.events) == 6
    assert "line 7: the last line is cut off" in evidence.problems[0]
    assert "no footer" in evidence.problems[1]


def test_unknown_keys_are_let_through(few: list[Event], tmp_path: Path) -> None:
    for event in few:
        event["new_key"] = {"deep": [1, None]}
    assert not read_events(write(few, tmp_path / "evidence.jsonl")).partial


@pytest.mark.parametrize(
    ("kind", "key", "value", "told"),
    [
        ("result", "cases", "many", "`cases` of result is 'many': expected a whole number"),
        ("result", "requests", -1, "`requests` of result is -1"),
        ("result", "cases", True, "`cases` of result is True"),
        ("result", "state", "finished", "expected one of done, blocked, interrupted"),
        ("outcome", "outcome", "skipped", "expected one of failed, blocked, passed, not exercised"),
        ("outcome", "requirements", {"error.list": {"outcome": "fine"}}, "`requirements` of outcome"),
        ("footer", "verdict", "great", "expected one of conformant, non-conformant, inconclusive"),
        ("footer", "counts", [], "`counts` of footer"),
    ],
)
def test_a_value_of_the_wrong_type_is_told_with_its_line(
    few: list[Event], tmp_path: Path, kind: str, key: str, value: Any, told: str
) -> None:
    place = next(place for place, event in enumerate(few) if event["type"] == kind)
    few[place][key] = value
    evidence = read_events(write(few, tmp_path / "evidence.jsonl"))
    assert evidence.partial
    assert f"line {place + 1}: " in evidence.problems[0]
    assert told in evidence.problems[0]


def test_a_missing_key_is_told(few: list[Event], tmp_path: Path) -> None:
    del few[2]["requirements"]
    problem = read_events(write(few, tmp_path / "evidence.jsonl")).problems[0]
    assert f"line 3: {few[2]['type']} has no `requirements`" in problem


@pytest.mark.parametrize(
    "line", ["[1, 2]", "null", '{"type": "findng"}', '{"type": 1}', '{"a": NaN}', "[" * 100_000]
)
def test_a_line_that_is_no_event_is_left_out_and_told(few: list[Event], tmp_path: Path, line: str) -> None:
    path = write(few, tmp_path / "evidence.jsonl")
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines[:3], line + "\n", *lines[3:]]), "utf-8")
    evidence = read_events(path)
    assert len(evidence.events) == len(few)
    assert len(evidence.problems) == 1
    assert "line 4: " in evidence.problems[0]


def test_many_problems_are_counted_not_listed(few: list[Event], tmp_path: Path) -> None:
    path = write(few, tmp_path / "evidence.jsonl")
    path.write_text(path.read_text("utf-8") + "nothing\n" * 500, "utf-8")
    problems = read_events(path).problems
    assert len(problems) < 30
    assert "more problems" in problems[-1]


def test_invalid_utf8_is_replaced(few: list[Event], tmp_path: Path) -> None:
    path = write([*few[:-1], finding(actual="MARK"), few[-1]], tmp_path / "evidence.jsonl")
    path.write_bytes(path.read_bytes().replace(b"MARK", b"\xff\xfe"))
    evidence = read_events(path)
    assert not evidence.partial
    assert evidence.events[-2]["actual"] == "\ufffd\ufffd"


def test_a_huge_text_is_cut_and_says_so(few: list[Event], tmp_path: Path) -> None:
    huge = finding(response={"status": 200, "headers": {}, "body": "x" * 5_000_000, "truncated": False})
    evidence = read_events(write([*few[:-1], huge, few[-1]], tmp_path / "evidence.jsonl"))
    response = evidence.events[-2]["response"]
    assert len(response["body"]) < 100_000
    assert response["truncated"] is True
    assert response["characters"] == 5_000_000


def test_a_newer_schema_version_is_refused(few: list[Event], tmp_path: Path) -> None:
    few[0]["schema_version"] = 2
    with pytest.raises(UnreadableEvidence, match=r"schema version 2.*update kraken-conformance"):
        read_events(write(few, tmp_path / "evidence.jsonl"))


def test_a_second_header_is_told(few: list[Event], tmp_path: Path) -> None:
    problems = read_events(write([*few[:-1], few[0], few[-1]], tmp_path / "evidence.jsonl")).problems
    assert "merge" in problems[0]


@pytest.mark.parametrize("content", ["", "\n\n", "nothing\n", "[]\n", '{"type": "result"}\n'])
def test_what_is_no_evidence_at_all_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "evidence.jsonl"
    path.write_text(content, "utf-8")
    with pytest.raises(UnreadableEvidence, match=r"evidence\.jsonl"):
        read_events(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableEvidence, match="cannot be read"):
        read_events(tmp_path / "nothing.jsonl")


def test_a_header_without_what_was_tested_is_refused(few: list[Event], tmp_path: Path) -> None:
    few[0]["contract"]["mutations"] = "all"
    with pytest.raises(UnreadableEvidence, match=r"line 1: `contract\.mutations`"):
        read_events(write(few, tmp_path / "evidence.jsonl"))


SUBSTITUTES: list[Any] = [None, True, -1, 1e999, "text", "", [], {}, [None], {"a": None}, [[]], 10**400]


@pytest.mark.parametrize("seed", range(25))
def test_whatever_value_is_replaced_the_reports_are_made_or_the_evidence_is_refused(
    tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    few = few_events(2, cases=300, findings=60)
    changed = [chance.choice(few) for _ in range(3)]
    for event in changed:
        _replace_somewhere(event, chance)
    lines = [json.dumps(event) for event in few]
    path = tmp_path / "evidence.jsonl"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    try:
        evidence = read_events(path)
    except UnreadableEvidence:
        assert few[0] in changed
        return
    written = write_reports(evidence, tmp_path / "out")
    assert all(file.stat().st_size for file in written)
    assert summarise(evidence).partial == evidence.partial


def _replace_somewhere(value: Any, chance: random.Random) -> None:
    while True:
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
        key = chance.choice(keys)
        inner = value[key]
        if isinstance(inner, dict | list) and inner and chance.random() < 0.8:
            value = inner
        else:
            value[key] = chance.choice(SUBSTITUTES)
            return
