"""The SQLite file with the runs of a folder."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import astuple, fields
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from kraken_conformance.encodable_text import encodable
from kraken_conformance.exceptions import UsageError, why
from kraken_conformance.history.as_results import as_results
from kraken_conformance.history.record import PastFinding, PastRun

FILE = "history.sqlite3"
VERSION = 3
PATIENCE = 30
"""Seconds to wait for another process that writes the same file."""

_TABLES = """
CREATE TABLE runs (
    run_id TEXT PRIMARY KEY, started_at TEXT NOT NULL, target TEXT NOT NULL, contract TEXT NOT NULL,
    verdict TEXT NOT NULL, mutations INTEGER NOT NULL, cases INTEGER NOT NULL, requests INTEGER NOT NULL,
    duration_s REAL NOT NULL, contract_sha256 TEXT NOT NULL DEFAULT '', scope TEXT NOT NULL DEFAULT ''
);
CREATE TABLE outcomes (
    run_id TEXT NOT NULL REFERENCES runs ON DELETE CASCADE, subject TEXT NOT NULL, requirement TEXT NOT NULL,
    outcome TEXT NOT NULL, PRIMARY KEY (run_id, subject, requirement)
) WITHOUT ROWID;
CREATE TABLE findings (
    run_id TEXT NOT NULL REFERENCES runs ON DELETE CASCADE, id TEXT NOT NULL, requirement TEXT NOT NULL,
    level TEXT NOT NULL, subject TEXT NOT NULL, flaky INTEGER NOT NULL, waived INTEGER NOT NULL,
    decides INTEGER NOT NULL DEFAULT 0, expected TEXT NOT NULL DEFAULT '', actual TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (run_id, id)
);
CREATE INDEX runs_of_target ON runs (target, started_at);
"""

_FROM_VERSION_1 = """
ALTER TABLE runs ADD COLUMN contract_sha256 TEXT NOT NULL DEFAULT '';
ALTER TABLE findings ADD COLUMN decides INTEGER NOT NULL DEFAULT 0;
ALTER TABLE findings ADD COLUMN expected TEXT NOT NULL DEFAULT '';
ALTER TABLE findings ADD COLUMN actual TEXT NOT NULL DEFAULT '';
UPDATE findings SET decides = (level = 'MUST' AND NOT waived);
"""

_FROM_VERSION_2 = """
ALTER TABLE runs ADD COLUMN scope TEXT NOT NULL DEFAULT '';
"""

_UPGRADES = {0: _TABLES, 1: _FROM_VERSION_1 + _FROM_VERSION_2, 2: _FROM_VERSION_2}
"""What brings a file of each earlier version to the present one."""

_WORTH_TELLING = """
SELECT run_id, subject, requirement, outcome FROM outcomes JOIN runs USING (run_id)
WHERE target = ? AND (requirement = '' OR (subject, requirement) IN (
    SELECT subject, requirement FROM outcomes JOIN runs USING (run_id) WHERE target = ? AND outcome = 'failed'
    UNION SELECT subject, requirement FROM findings JOIN runs USING (run_id) WHERE target = ?
))
"""
"""The outcomes of subjects as a whole, and of the promises that any run of the target found broken."""


_OF_A_RUN = ", ".join(part.name for part in fields(PastRun) if part.name not in ("findings", "outcomes"))
"""The columns of a run."""

_NUMBERS = frozenset({"mutations", "cases", "requests", "duration_s", "flaky", "waived", "decides"})
"""The columns that hold numbers; all others hold text."""


class History:
    """The runs of a folder. Raises `UsageError` where the folder holds something else or cannot be used."""

    def __init__(self, directory: Path, *, must_exist: bool = False) -> None:
        self._path = directory / FILE
        if must_exist and not self._path.is_file():
            raise UsageError(f"{directory}: there is no {FILE} in it. Make one with `run --history`.")
        try:
            directory.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(self._path, timeout=PATIENCE)
            with ExitStack() as on_failure:
                on_failure.callback(self._connection.close)
                self._connection.row_factory = sqlite3.Row
                self._connection.execute("PRAGMA foreign_keys = ON")
                self._prepare()
                on_failure.pop_all()
        except (OSError, sqlite3.Error, UnicodeDecodeError) as error:
            raise UsageError(f"{self._path}: it is no history, or cannot be used ({why(error)}).") from None

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
            if version not in (*_UPGRADES, VERSION) and version < VERSION:
                raise sqlite3.DatabaseError(f"there is no version {version}")
            if version < VERSION:
                for statement in filter(str.strip, _UPGRADES[version].split(";")):
                    self._connection.execute(statement)
                self._connection.execute(f"PRAGMA user_version = {VERSION}")
        if version > VERSION:
            raise UsageError(f"{self._path}: it is of version {version}. Update kraken-conformance.")

    def add(self, run: PastRun) -> None:
        """Add a run, in the place of what was known of it before."""
        with self._sound(), self._connection as connection:
            connection.execute("DELETE FROM runs WHERE run_id = ?", _storable(run.run_id))
            connection.execute(
                f"INSERT INTO runs VALUES ({_holes(11)})",
                _storable(
                    *(run.run_id, run.started_at, run.target, run.contract, run.verdict),
                    *(run.mutations, run.cases, run.requests, run.duration_s, run.contract_sha256, run.scope),
                ),
            )
            connection.executemany(
                "INSERT INTO outcomes VALUES (?, ?, ?, ?)",
                [_storable(run.run_id, *key, outcome) for key, outcome in run.outcomes.items()],
            )
            connection.executemany(
                f"INSERT OR REPLACE INTO findings VALUES ({_holes(10)})",
                [_storable(run.run_id, *astuple(one)) for one in run.findings],
            )

    def targets(self) -> list[str]:
        """Return every target, the one of the latest run first."""
        rows = self._all("SELECT target FROM runs GROUP BY target ORDER BY max(started_at) DESC")
        return [target for (target,) in rows]

    def runs(self, target: str, *, last: int | None = None) -> list[PastRun]:
        """Return the runs of a target, or this many of the last ones, the oldest first."""
        query = f"SELECT {_OF_A_RUN} FROM runs WHERE target = ? ORDER BY started_at DESC, run_id DESC LIMIT ?"
        rows = self._all(query, target, -1 if last is None else last)
        return [self._run(row, self._outcomes(row["run_id"])) for row in reversed(rows)]

    def results(self, target: str) -> list[dict[str, Any]]:
        """Return the runs of a target as the reports take earlier ones, the oldest first.

        Promises that every run kept are left out: there are thousands of them in each run.
        """
        outcomes: dict[str, dict[tuple[str, str], str]] = {}
        for run_id, subject, requirement, outcome in self._all(_WORTH_TELLING, target, target, target):
            outcomes.setdefault(run_id, {})[subject, requirement] = outcome
        rows = self._all(f"SELECT {_OF_A_RUN} FROM runs WHERE target = ? ORDER BY started_at, run_id", target)
        return [as_results(self._run(row, outcomes.get(row["run_id"], {}))) for row in rows]

    def whole_results(self, run_id: str) -> dict[str, Any]:
        """Return one run as the reports take earlier ones, with the outcome of every promise."""
        (row,) = self._all(f"SELECT {_OF_A_RUN} FROM runs WHERE run_id = ?", run_id)
        return as_results(self._run(row, self._outcomes(run_id)))

    def prune(self, before: str) -> int:
        """Forget the runs that began before a time (ISO 8601) and return how many there were."""
        with self._sound(), self._connection as connection:
            forgotten = connection.execute(
                "DELETE FROM runs WHERE started_at < ?", _storable(before)
            ).rowcount
        with self._sound(), closing(self._connection.cursor()) as cursor:
            cursor.execute("VACUUM")
        return forgotten

    def _run(self, row: sqlite3.Row, outcomes: dict[tuple[str, str], str]) -> PastRun:
        columns = {name: row[name] for name in row.keys()}  # noqa: SIM118  # iterating over a row yields values
        return PastRun(**columns, findings=self._findings(row["run_id"]), outcomes=outcomes)

    def _findings(self, run_id: str) -> tuple[PastFinding, ...]:
        rows = self._all(
            "SELECT id, requirement, level, subject, flaky, waived, decides, expected, actual "
            "FROM findings WHERE run_id = ?",
            run_id,
        )
        return tuple(
            PastFinding(id_, requirement, level, subject, bool(flaky), bool(waived), bool(decides), *texts)
            for id_, requirement, level, subject, flaky, waived, decides, *texts in rows
        )

    def _outcomes(self, run_id: str) -> dict[tuple[str, str], str]:
        rows = self._all("SELECT subject, requirement, outcome FROM outcomes WHERE run_id = ?", run_id)
        return {(subject, requirement): outcome for subject, requirement, outcome in rows}

    def _all(self, query: str, *values: str | int) -> list[Any]:
        with self._sound():
            rows = self._connection.execute(query, _storable(*values)).fetchall()
            for row in rows:
                self._require_types(row)
            return rows

    @contextmanager
    def _sound(self) -> Iterator[None]:
        """Raise `UsageError` where the file is damaged, or cannot be used any more."""
        try:
            yield
        except (sqlite3.Error, UnicodeDecodeError) as error:  # the message of the library may hold any bytes
            raise UsageError(
                f"{self._path}: it is damaged, or cannot be used ({error}). Move it away: the next run makes a new one."
            ) from None

    def _require_types(self, row: sqlite3.Row) -> None:
        """Raise where a column holds something else than text, or than a number where there is one."""
        for name in row.keys():  # noqa: SIM118  # iterating over a row yields values
            expected = (int, float) if name in _NUMBERS else str
            if not isinstance(row[name], expected):
                raise sqlite3.DatabaseError(f"{name} is {row[name]!r:.40}")


def _storable(*values: Any) -> tuple[Any, ...]:
    """Return the values of a row, or of a query, as the file can hold them: it is UTF-8."""
    return tuple(encodable(value) if isinstance(value, str) else value for value in values)


def _holes(count: int) -> str:
    """Return the places for the values of a row."""
    return ", ".join("?" * count)
