"""The lines of a journal: which exchanges get one, what is in it, and what is read again."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kraken_conformance.exceptions import UsageError
from kraken_conformance.journal.entries import JOURNAL, LONGEST, Journal, mark_undone, read_journal
from kraken_conformance.model.exchange import Exchange
from tests.checks.answering import answered, refusal, request, shipped, unanswered

CREATES, CHANGES = "createContributionAgreement", "updateAccountBillingEmail"
MADE = {"contributionAgreement": {"id": "7", "tags": ["a", None, {"b": 1}], "note": "x" * (LONGEST + 1)}}


def exchange(mutation: str = CREATES, root: Any = MADE, **variables: Any) -> Exchange:
    case = request(mutation, **({"variables": variables} if variables else {}))
    return answered(case, {"data": {mutation: root}}).exchange


def noted(*exchanges: Exchange) -> list[dict[str, Any]]:
    lines: list[str] = []
    journal = Journal(Path("nowhere"), shipped(), send=lines.append)
    for one in exchanges:
        journal.note(one)
    return [json.loads(line) for line in lines]


def test_what_a_mutation_created_is_written_down_by_its_paths() -> None:
    (entry,) = noted(exchange(input={"accountNumber": "A-1", "password": "hunter2", "amount": None}))
    assert (entry["type"], entry["mutation"], entry["server"]) == ("created", CREATES, "API")
    assert entry["sent"]["input.accountNumber"] == "A-1"
    assert "input.amount" not in entry["sent"]
    assert entry["answered"] == {
        "contributionAgreement.id": "7",
        "contributionAgreement.tags.0": "a",
        "contributionAgreement.tags.2.b": 1,
    }
    assert "hunter2" not in json.dumps(entry)


@pytest.mark.parametrize(
    "nothing",
    [
        exchange(CHANGES, {"account": {"id": "1"}}),
        exchange(root=None),
        answered(request(CREATES), refusal(CREATES, "KT-CT-1111")).exchange,
        unanswered(request(CREATES)).exchange,
    ],
)
def test_nothing_is_written_down_where_nothing_was_created(nothing: Exchange) -> None:
    assert noted(nothing) == []


def test_what_an_earlier_step_created_is_written_down_before() -> None:
    later = replace(exchange(root={"contributionAgreement": {"id": "8"}}), before=(exchange(),))
    assert [entry["answered"]["contributionAgreement.id"] for entry in noted(later)] == ["7", "8"]
    refused = replace(
        answered(request(CREATES), refusal(CREATES, "KT-CT-1111")).exchange, before=(exchange(),)
    )
    assert len(noted(refused)) == 1


def test_the_latest_is_read_first_and_what_is_undone_no_more(tmp_path: Path) -> None:
    journal = Journal(tmp_path / JOURNAL, shipped())
    for number in range(3):
        journal.note(exchange(root={"contributionAgreement": {"id": str(number)}}))
    last, middle, _ = read_journal(tmp_path)
    mark_undone(tmp_path, middle)
    left = read_journal(tmp_path / JOURNAL)
    assert [one.answered["contributionAgreement.id"] for one in left] == ["2", "0"]
    assert left[0] == last


def test_a_last_line_that_was_cut_short_is_left_out(tmp_path: Path) -> None:
    journal = Journal(tmp_path / JOURNAL, shipped())
    journal.note(exchange())
    with (tmp_path / JOURNAL).open("a") as file:
        file.write('{"type": "created", "id"')
    assert len(read_journal(tmp_path)) == 1


@pytest.mark.parametrize(
    "line",
    ["{", "[]", "1", '{"id": "1"}', '{"type": "created", "id": "1"}', '{"type": "undone"}', "[" * 100_000],
)
def test_a_damaged_line_is_named(tmp_path: Path, line: str) -> None:
    Journal(tmp_path / JOURNAL, shipped()).note(exchange())
    good = (tmp_path / JOURNAL).read_text()
    (tmp_path / JOURNAL).write_text(f"{good}{line}\n{good}")
    with pytest.raises(UsageError, match=f"{JOURNAL}:2: this is no line of a journal"):
        read_journal(tmp_path)


@pytest.mark.parametrize("part", ["at", "mutation", "server", "url", "sent", "answered"])
def test_a_part_of_another_type_is_damage_too(tmp_path: Path, part: str) -> None:
    Journal(tmp_path / JOURNAL, shipped()).note(exchange())
    good = (tmp_path / JOURNAL).read_text()
    bad = json.dumps({**json.loads(good), part: 1})
    (tmp_path / JOURNAL).write_text(f"{bad}\n{good}")
    with pytest.raises(UsageError, match=f"{JOURNAL}:1:"):
        read_journal(tmp_path)


def test_a_folder_without_a_journal_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Name the folder of a run"):
        read_journal(tmp_path)
