"""The SQLite file with the runs of a folder."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from kraken_conformance.exceptions import UsageError
from kraken_conformance.history.past import PastFinding, PastRun

FILE = "history.sqlite3"
VERSION = 1
PATIENCE = 30
"""Seconds to wait for another process that writes the same file."""

_TABLES = """
CREATE TABLE runs (
    run_id TEXT PRIMARY KEY, started_at TEXT NOT NULL, target TEXT NOT NULL, contract TEXT NOT NULL,
    verdict TEXT NOT NULL, mutations INTEGER NOT NULL, cases INTEGER NOT NULL, requests INTEGER NOT NULL,
    duration_s REAL NOT NULL
);
CREATE TABLE outcomes (
    run_id TEXT NOT NULL REFERENCES runs ON DELETE CASCADE, subject TEXT NOT NULL, requirement TEXT NOT NULL,
    outcome TEXT NOT NULL, PRIMARY KEY (run_id, subject, requirement)
);
CREATE TABLE findings (
    run_id TEXT NOT NULL REFERENCES runs ON DELETE CASCADE, id TEXT NOT NULL, requirement TEXT NOT NULL,
    level TEXT NOT NULL, subject TEXT NOT NULL, flaky INTEGER NOT NULL, waived INTEGER NOT NULL,
    PRIMARY KEY (run_id, id)
);
CREATE INDEX runs_of_target ON runs (target, started_at);
"""


@dataclass(frozen=True, slots=True)
class Unsteady:
    """A promise that was kept in some runs and broken in others.

    `changes` counts how often one run differed from the one before; `flaky` counts the runs in which a
    finding did not come back when its request was sent again.
    """

    subject: str
    requirement: str
    runs: int
    failed: int
    changes: int
    flaky: int


@dataclass(frozen=True, slots=True)
class Failing:
    """A promise that the latest run found broken: when it first was, and since when it has been all the time."""

    subject: str
    requirement: str
    first: str
    since: str


class History:
    """The runs of a folder. Raises `UsageError` where the folder holds something else or cannot be used."""

    def __init__(self, directory: Path, *, must_exist: bool = False) -> None:
        self._path = directory / FILE
        if must_exist and not self._path.is_file():
            raise UsageError(f"{directory}: there is no {FILE} in it. Make one with `run --history`.")
        try:
            directory.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(self._path, timeout=PATIENCE)
            self._connection.row_factory = sqlite3.Row
            self._connection.execute("PRAGMA foreign_keys = ON")
            self._prepare()
        except (OSError, sqlite3.Error) as error:
            raise UsageError(f"{self._path}: it is no history, or cannot be used ({error}).") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def _prepare(self) -> None:
        with self._connection:
            # Taken before the version is read, so that two processes do not both make the tables.
            self._connection.execute("BEGIN IMMEDIATE")
            (version,) = self._connection.execute("PRAGMA user_version").fetchone()
            if version == 0:
                for statement in filter(str.strip, _TABLES.split(";")):
                    self._connection.execute(statement)
                self._connection.execute(f"PRAGMA user_version = {VERSION}")
        if version > VERSION:
            raise UsageError(f"{self._path}: it is of version {version}. Update kraken-conformance.")

    def add(self, run: PastRun) -> None:
        """Add a run, in the place of what was known of it before."""
        with self._connection as connection:
            connection.execute("DELETE FROM runs WHERE run_id = ?", (run.run_id,))
            connection.execute(
                "INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(run.run_id, run.started_at, run.target, run.contract, run.verdict),
                    *(run.mutations, run.cases, run.requests, run.duration_s),
                ),
            )
            connection.executemany(
                "INSERT INTO outcomes VALUES (?, ?, ?, ?)",
                [(run.run_id, *key, outcome) for key, outcome in run.outcomes.items()],
            )
            connection.executemany(
                "INSERT OR REPLACE INTO findings VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    (run.run_id, one.id, one.requirement, one.level, one.subject, one.flaky, one.waived)
                    for one in run.findings
                ],
            )

    def targets(self) -> list[str]:
        """Return every target, the one of the latest run first."""
        rows = self._all("SELECT target FROM runs GROUP BY target ORDER BY max(started_at) DESC")
        return [target for (target,) in rows]

    def runs(self, target: str) -> list[PastRun]:
        """Return the runs of a target, the oldest first."""
        rows = self._all("SELECT * FROM runs WHERE target = ? ORDER BY started_at, run_id", target)
        return [self._run(row) for row in rows]

    def results(self, target: str) -> list[dict[str, Any]]:
        """Return the runs of a target as the reports take earlier ones: the part of `results.json` that they need."""
        return [
            {
                "schema_version": 1,
                "started_at": run.started_at,
                "verdict": run.verdict,
                "counts": {"findings": len(run.findings), "requests": run.requests},
                "mutations": [
                    {"name": subject, "outcome": outcome}
                    for (subject, requirement), outcome in run.outcomes.items()
                    if not requirement and not subject.startswith("server ")
                ],
            }
            for run in self.runs(target)
        ]

    def unsteady(self, target: str) -> list[Unsteady]:
        """Return the promises that were kept in some runs and broken in others, the least steady first."""
        runs = self.runs(target)
        flaky = [(one.subject, one.requirement) for run in runs for one in run.findings if one.flaky]
        found = []
        for key in sorted({key for run in runs for key in run.outcomes if key[1]}):
            seen = [run.outcomes[key] for run in runs if run.outcomes.get(key) in ("passed", "failed")]
            changes = sum(before != after for before, after in pairwise(seen))
            if changes or key in flaky:
                found.append(Unsteady(*key, len(seen), seen.count("failed"), changes, flaky.count(key)))
        return sorted(found, key=lambda one: (-one.changes, -one.flaky, one.subject, one.requirement))

    def failing(self, target: str) -> list[Failing]:
        """Return what the latest run of a target found broken, that which has been so for longest first."""
        runs = self.runs(target)
        latest = runs[-1].outcomes if runs else {}
        found = []
        for key in (key for key, outcome in latest.items() if key[1] and outcome == "failed"):
            broken = [(run.started_at, run.outcomes[key]) for run in runs if key in run.outcomes]
            first = next(at for at, outcome in broken if outcome == "failed")
            last_kept = max((at for at, outcome in broken if outcome == "passed"), default="")
            since = next(at for at, outcome in broken if at > last_kept and outcome == "failed")
            found.append(Failing(*key, first, since))
        return sorted(found, key=lambda one: (one.since, one.subject, one.requirement))

    def prune(self, before: str) -> int:
        """Forget the runs that began before a time (ISO 8601) and return how many there were."""
        with self._connection as connection:
            forgotten = connection.execute("DELETE FROM runs WHERE started_at < ?", (before,)).rowcount
        with closing(self._connection.cursor()) as cursor:
            cursor.execute("VACUUM")
        return forgotten

    def _run(self, row: sqlite3.Row) -> PastRun:
        told = {name: row[name] for name in row.keys()}  # noqa: SIM118  # iterating over a row yields values
        return PastRun(**told, findings=self._findings(row["run_id"]), outcomes=self._outcomes(row["run_id"]))

    def _findings(self, run_id: str) -> tuple[PastFinding, ...]:
        rows = self._all(
            "SELECT id, requirement, level, subject, flaky, waived FROM findings WHERE run_id = ?", run_id
        )
        return tuple(
            PastFinding(id_, requirement, level, subject, bool(flaky), bool(waived))
            for id_, requirement, level, subject, flaky, waived in rows
        )

    def _outcomes(self, run_id: str) -> dict[tuple[str, str], str]:
        rows = self._all("SELECT subject, requirement, outcome FROM outcomes WHERE run_id = ?", run_id)
        return {(subject, requirement): outcome for subject, requirement, outcome in rows}

    def _all(self, query: str, *values: str) -> Iterator[Any]:
        return iter(self._connection.execute(query, values).fetchall())
