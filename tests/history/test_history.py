from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from kraken_conformance.exceptions import EvidenceError, UsageError
from kraken_conformance.history import FILE, History, PastFinding, PastRun, past_run, status_line

STAGING = "https://staging.invalid/"


def run(day: int, broken: str = "", *, target: str = STAGING, flaky: str = "", verdict: str = "") -> PastRun:
    """A run of the 1st to the 30th; each letter of `broken` is a mutation that breaks its promise."""
    outcomes = {}
    for subject in "ab":
        outcome = "failed" if subject in broken else "passed"
        outcomes |= {(subject, ""): outcome, (subject, "error.code-declared"): outcome}
    return PastRun(
        run_id=f"{target}{day}",
        started_at=f"2026-11-{day:02}T02:00:00Z",
        target=target,
        contract="oefr 1",
        verdict=verdict or ("non-conformant" if broken else "conformant"),
        mutations=2,
        cases=10,
        requests=1200,
        duration_s=4.4,
        findings=tuple(
            PastFinding(f"f{subject}", "error.code-declared", "MUST", subject, subject in flaky, False)
            for subject in sorted({*broken, *flaky})
        ),
        outcomes=outcomes,
    )


def kept(folder: Path, *runs: PastRun) -> History:
    history = History(folder)
    for one in runs:
        history.add(one)
    return history


def test_what_is_added_comes_back_in_the_order_of_time(tmp_path: Path) -> None:
    with kept(tmp_path, run(2, "a"), run(1)):
        pass
    with History(tmp_path, must_exist=True) as again:
        assert again.runs(STAGING) == [run(1), run(2, "a")]


def test_a_run_is_there_once(tmp_path: Path) -> None:
    with kept(tmp_path, run(1), run(1, "a")) as history:
        assert history.runs(STAGING) == [run(1, "a")]


def test_targets_are_kept_apart(tmp_path: Path) -> None:
    with kept(tmp_path, run(1), run(3, "b", target="embedded")) as history:
        assert history.targets() == ["embedded", STAGING]
        assert history.failing(STAGING) == []
        assert [one.subject for one in history.failing("embedded")] == ["b"]


def test_since_when_and_when_first(tmp_path: Path) -> None:
    with kept(tmp_path, run(1), run(2, "a"), run(3), run(4, "a"), run(5, "ab")) as history:
        told = [(one.subject, one.first[8:10], one.since[8:10]) for one in history.failing(STAGING)]
    assert told == [("a", "02", "04"), ("b", "05", "05")]


def test_what_changes_is_unsteady_and_what_stays_is_not(tmp_path: Path) -> None:
    with kept(tmp_path, run(1, "b"), run(2, "ab"), run(3, "b"), run(4, "ab")) as history:
        (one,) = history.unsteady(STAGING)
    assert (one.subject, one.runs, one.failed, one.changes, one.flaky) == ("a", 4, 2, 3, 0)


def test_a_flaky_finding_is_unsteady(tmp_path: Path) -> None:
    with kept(tmp_path, run(1, flaky="b"), run(2)) as history:
        (one,) = history.unsteady(STAGING)
    assert (one.subject, one.changes, one.flaky) == ("b", 0, 1)


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
        f"CONFORMANT {STAGING} 2026-11-02T02:00:00Z: 0 findings, 2 mutations, 1,200 requests, 4 s"
    )
    line = status_line(run(3, "a"), run(2, "b"))
    assert line.startswith("NON-CONFORMANT")
    assert "1 finding (1 new, 1 gone)" in line
    assert "1 finding (as before)" in status_line(run(4, "a"), run(3, "a"))
