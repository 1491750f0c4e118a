from __future__ import annotations

import sqlite3
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from kraken_conformance.encodable_text import encodable
from kraken_conformance.exceptions import EvidenceError, UsageError
from kraken_conformance.history import FILE, History, PastFinding, PastRun, past_run, status_line
from kraken_conformance.reports.run.earlier_runs import as_earlier
from kraken_conformance.reports.run.requirement_history import Key, RequirementHistory, requirement_histories
from tests.history.nights import STAGING, kept, run


def histories_of(history: History, target: str = STAGING) -> dict[Key, RequirementHistory]:
    return requirement_histories(
        [(seen.started_at, seen.states) for seen in map(as_earlier, history.results(target))]
    )


def test_what_is_added_comes_back_in_the_order_of_time(tmp_path: Path) -> None:
    with kept(tmp_path, run(2, "a"), run(1)):
        pass
    with History(tmp_path, must_exist=True) as again:
        assert again.runs(STAGING) == [run(1), run(2, "a")]


def test_a_run_is_there_once(tmp_path: Path) -> None:
    with kept(tmp_path, run(1), run(1, "a")) as history:
        assert history.runs(STAGING) == [run(1, "a")]


HALF = "\ud800"
"""Half a character: a target may send it, and UTF-8 cannot hold it."""


def with_half_a_character(value: Any) -> Any:
    """The same with half a character in each text."""
    if isinstance(value, str):
        return f"{value}{HALF}"
    if isinstance(value, PastRun | PastFinding):
        return replace(
            value, **{part.name: with_half_a_character(getattr(value, part.name)) for part in fields(value)}
        )
    if isinstance(value, dict):
        return {with_half_a_character(key): with_half_a_character(item) for key, item in value.items()}
    return tuple(map(with_half_a_character, value)) if isinstance(value, tuple) else value


def test_half_a_character_in_any_column_is_kept_as_an_escape(tmp_path: Path) -> None:
    odd = with_half_a_character(run(1, "a"))
    with kept(tmp_path, odd, odd) as history:
        assert history.targets() == [encodable(odd.target)]
        (read,) = history.runs(odd.target)
        assert len(history.results(odd.target)) == 1
        assert history.whole_results(odd.run_id)["run_id"] == encodable(odd.run_id)
        assert history.prune(f"2027{HALF}") == 1
    assert repr(read) == repr(odd).replace(ascii(HALF).strip("'"), r"\\ud800")
    assert repr(read).count("ud800") == 25


def test_targets_are_kept_apart(tmp_path: Path) -> None:
    with kept(tmp_path, run(1), run(3, "b", target="embedded")) as history:
        assert history.targets() == ["embedded", STAGING]
        assert histories_of(history) == {}
        assert list(histories_of(history, "embedded")) == [("b", "error.code-declared")]


def test_only_so_many_of_the_last_runs(tmp_path: Path) -> None:
    with kept(tmp_path, run(2), run(3, "a"), run(1)) as history:
        assert history.runs(STAGING, last=2) == [run(2), run(3, "a")]


def test_the_course_of_a_promise_is_remembered(tmp_path: Path) -> None:
    with kept(tmp_path, run(1), run(2, "a"), run(3), run(4, "a"), run(5, "ab")) as history:
        found = histories_of(history)
    told = [
        (subject, one.first[8:10], one.since[8:10], one.times_kept_again)
        for (subject, _), one in found.items()
    ]
    assert sorted(told) == [("a", "02", "04", 1), ("b", "05", "05", 0)]


def test_a_flaky_finding_is_remembered_as_such(tmp_path: Path) -> None:
    with kept(tmp_path, run(1, flaky="b"), run(2)) as history:
        ((key, one),) = histories_of(history).items()
    assert (key[0], one.flaky, one.since) == ("b", 1, "")


def test_what_every_run_kept_is_in_a_whole_run_alone(tmp_path: Path) -> None:
    with kept(tmp_path, run(1, "a"), run(2)) as history:
        latest = history.results(STAGING)[-1]
        whole = history.whole_results(run(2).run_id)
    assert [entry["requirements"] for entry in latest["mutations"]] == [{"error.code-declared": "passed"}, {}]
    assert [entry["requirements"] for entry in whole["mutations"]] == [{"error.code-declared": "passed"}] * 2


def test_a_history_of_the_first_version_is_read_and_added_to(tmp_path: Path) -> None:
    with kept(tmp_path, run(1, "a")):
        pass
    with sqlite3.connect(tmp_path / FILE) as connection:
        for column in ("contract_sha256", "scope"):
            connection.execute(f"ALTER TABLE runs DROP COLUMN {column}")
        for column in ("decides", "expected", "actual"):
            connection.execute(f"ALTER TABLE findings DROP COLUMN {column}")
        connection.execute("PRAGMA user_version = 1")
    connection.close()
    with kept(tmp_path, run(2, "a")) as history:
        old, new = history.runs(STAGING)
    assert new == run(2, "a")
    assert [(one.decides, one.expected) for one in old.findings] == [(True, "")]


def test_a_history_of_the_second_version_is_read_and_added_to(tmp_path: Path) -> None:
    with kept(tmp_path, run(1)):
        pass
    with sqlite3.connect(tmp_path / FILE) as connection:
        connection.execute("ALTER TABLE runs DROP COLUMN scope")
        connection.execute("PRAGMA user_version = 2")
    connection.close()
    scoped = replace(run(2), scope="100 of 101 mutations")
    with kept(tmp_path, scoped) as history:
        assert history.runs(STAGING) == [run(1), scoped]
        assert history.whole_results(scoped.run_id)["scope"] == {"words": "100 of 101 mutations"}


def test_the_scope_stands_beside_the_verdict() -> None:
    line = status_line(replace(run(2), scope="1 of 101 mutations, 1 failure waived"))
    assert line.startswith("CONFORMANT, 1 of 101 mutations, 1 failure waived, ")


def test_old_runs_are_forgotten_whole(tmp_path: Path) -> None:
    with kept(tmp_path, run(1, "a"), run(2), run(3)) as history:
        assert history.prune("2026-11-03T00:00:00Z") == 2
        assert history.runs(STAGING) == [run(3)]
    with sqlite3.connect(tmp_path / FILE) as connection:
        assert connection.execute("SELECT count(*) FROM findings").fetchone() == (0,)
        assert connection.execute("SELECT DISTINCT run_id FROM outcomes").fetchall() == [(run(3).run_id,)]
    connection.close()


def test_two_writers_share_a_file(tmp_path: Path) -> None:
    with History(tmp_path) as one, History(tmp_path) as other:
        one.add(run(1))
        other.add(run(2))
        assert len(one.runs(STAGING)) == 2


@pytest.mark.parametrize("newer", [False, True])
def test_what_is_no_history_is_refused(tmp_path: Path, newer: bool) -> None:
    if newer:
        with sqlite3.connect(tmp_path / FILE) as connection:
            connection.execute("PRAGMA user_version = 99")
        connection.close()
    else:
        (tmp_path / FILE).write_text("this is no database, whatever its name says" * 30)
    with pytest.raises(UsageError, match=FILE):
        History(tmp_path)


def test_a_history_that_has_to_be_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="run --history"):
        History(tmp_path / "none", must_exist=True)
    assert not (tmp_path / "none").exists()


def test_a_run_that_was_cut_short_is_not_remembered() -> None:
    with pytest.raises(EvidenceError, match="cut short"):
        past_run([{"type": "header"}, {"type": "result"}])


def test_the_line_of_a_run() -> None:
    assert status_line(run(2)) == (
        f"CONFORMANT {STAGING} 2026-11-02T02:00:00Z: 0 failures, 0 warnings, 2 mutations, 1,200 requests, 4 s"
    )
    line = status_line(run(3, "a"), run(2, "b"))
    assert line.startswith("NON-CONFORMANT")
    assert "1 failure, 0 warnings (1 new, 1 gone)" in line
    assert "1 failure, 0 warnings (as before)" in status_line(run(4, "a"), run(3, "a"))
