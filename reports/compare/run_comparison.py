"""Compares two runs: what broke, what was fixed, what is not looked at any more."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from kraken_conformance.reports.evidence.reader import EVIDENCE, read_events
from kraken_conformance.reports.exceptions import UnreadableResults
from kraken_conformance.reports.formats.results import results
from kraken_conformance.reports.run.earlier_runs import as_earlier, earlier_runs, read_results, scope_words
from kraken_conformance.reports.run.from_events import summarise
from kraken_conformance.reports.run.requirement_history import Key as PromiseKey
from kraken_conformance.reports.run.requirement_history import RequirementHistory, requirement_histories
from kraken_conformance.reports.text.safe_text import plain

Key = tuple[str, str, str]
"""Server, mutation (empty for the server as a whole), requirement."""

TESTED = ("passed", "failed")


class ChangeKind(StrEnum):
    """What became of a requirement of a mutation, the gravest first."""

    NEW = "new"
    COMES_AND_GOES = "comes and goes"
    NEWLY_FLAKY = "newly flaky"
    NO_LONGER_TESTED = "no longer tested"
    STILL_FAILING = "still failing"
    FIXED = "fixed"


@dataclass(frozen=True, slots=True)
class OutcomeChange:
    """What became of one requirement of one mutation, or of a server where `mutation` is empty.

    `decides` says whether a failure makes the newer run non-conformant. `finding` is the id of the
    finding that shows it: in the newer run, or in the older one where it was fixed. `past` is how the promise
    fared over the runs, where a history tells.
    """

    kind: ChangeKind
    server: str
    mutation: str
    requirement: str
    level: str
    decides: bool
    finding: str
    detail: str
    past: RequirementHistory | None = None

    @property
    def subject(self) -> str:
        """The mutation, or the server as a whole."""
        return self.mutation or f"server {self.server}"


@dataclass(frozen=True, slots=True)
class RunComparison:
    """All changes, the gravest kind first; `notes` say what makes the two runs hard to compare.

    The times are those at which the runs began (ISO 8601).
    """

    old_verdict: str
    new_verdict: str
    old_scope: str
    new_scope: str
    old_started_at: str
    new_started_at: str
    changes: tuple[OutcomeChange, ...]
    notes: tuple[str, ...]

    @property
    def old_words(self) -> str:
        """The verdict of the older run with its scope."""
        return f"{self.old_verdict}, {self.old_scope}" if self.old_scope else self.old_verdict

    @property
    def new_words(self) -> str:
        """The verdict of the newer run with its scope."""
        return f"{self.new_verdict}, {self.new_scope}" if self.new_scope else self.new_verdict

    def of_kind(self, kind: ChangeKind) -> tuple[OutcomeChange, ...]:
        """Return the changes of one kind."""
        return tuple(change for change in self.changes if change.kind is kind)

    @property
    def regression(self) -> bool:
        """Whether something broke that decides the verdict and did not fail before."""
        return any(change.decides for change in self.of_kind(ChangeKind.NEW))


def read_run(path: Path) -> Mapping[str, Any]:
    """Return the summary of a run from its folder, its evidence or its `results.json`.

    A folder's evidence goes before its summary. Raises `ReportError`.
    """
    if path.suffix == ".jsonl" or (path / EVIDENCE).exists():
        return results(summarise(read_events(path)))
    return read_results(path)


def compare(
    old: Mapping[str, Any], new: Mapping[str, Any], *, history: Sequence[Mapping[str, Any]] | None = None
) -> RunComparison:
    """Compare two summaries (`results.json`).

    With the summaries of other runs of the newer one's target, each change says how its promise fared in
    those before the newer one, and what is known to come and go is not taken for new. Raises
    `UnreadableResults` where a summary lacks what is needed.
    """
    try:
        return _compared(old, new, history)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise UnreadableResults(
            f"The runs cannot be compared ({error!r}): make each results.json again with `kraken-conformance report`."
        ) from error


def _compared(
    old: Mapping[str, Any], new: Mapping[str, Any], history: Sequence[Mapping[str, Any]] | None
) -> RunComparison:
    after = _Side(new, "The newer run", {})
    before = _Side(old, "The older run", {name: server for server, name, _ in after.outcomes})
    past = {} if history is None else _courses(old, new, history)
    keys = sorted({*before.outcomes, *after.outcomes, *before.findings, *after.findings})
    changes = [change for change in (_change(key, before, after, past) for key in keys) if change is not None]
    order = list(ChangeKind)
    return RunComparison(
        old_verdict=before.verdict,
        new_verdict=after.verdict,
        old_scope=scope_words(old),
        new_scope=scope_words(new),
        old_started_at=before.started_at,
        new_started_at=after.started_at,
        changes=tuple(sorted(changes, key=lambda change: (order.index(change.kind), not change.decides))),
        notes=tuple(_notes(old, new)),
    )


class _Side:
    """One of the two runs, by (server, mutation, requirement).

    `servers` says where mutations are whose run does not tell, as one out of a history.
    """

    def __init__(self, content: Mapping[str, Any], name: str, servers: Mapping[str, str]) -> None:
        self.outcomes: dict[Key, str] = {}
        self.findings: dict[Key, list[Mapping[str, Any]]] = {}
        try:
            self.verdict = str(content["verdict"])
            self.started_at = str(content["started_at"])
            for subject in content["mutations"]:
                mutation = subject["name"]
                self._add(subject, subject.get("server") or servers.get(mutation, ""), mutation)
            for subject in content.get("servers", ()):
                self._add(subject, subject["name"], "")
            for finding in content["findings"]:
                mutation = finding["mutation"] or ""
                server = finding["server"] or servers.get(mutation, "")
                key = (server, mutation, finding["requirement"])
                if not finding.get("waived"):
                    self.findings.setdefault(key, []).append(finding)
        except (KeyError, TypeError, AttributeError) as error:
            raise UnreadableResults(
                f"{name} has no usable {error}. Make its results.json again with `kraken-conformance report`."
            ) from error

    def _add(self, subject: Mapping[str, Any], server: str, mutation: str) -> None:
        for requirement, outcome in subject["requirements"].items():
            self.outcomes[server, mutation, requirement] = outcome

    def flaky(self, key: Key) -> bool:
        """Whether every finding of a requirement is flaky; false where there is none."""
        found = self.findings.get(key, [])
        return bool(found) and all(finding.get("flaky") for finding in found)


def _courses(
    old: Mapping[str, Any], new: Mapping[str, Any], history: Sequence[Mapping[str, Any]]
) -> dict[PromiseKey, RequirementHistory]:
    """Return how each promise fared up to the newer run; the older one counts where it is of the same target."""
    runs = list(earlier_runs(history, before=str(new["started_at"])))
    before, after = as_earlier(old), as_earlier(new)
    known = {run.started_at for run in runs} | {after.started_at}
    if before.started_at not in known and before.started_at < after.started_at and _same_target(old, new):
        runs = sorted((*runs, before), key=lambda run: run.started_at)
    return requirement_histories([(run.started_at, run.states) for run in (*runs, after)])


def _target(run: Mapping[str, Any]) -> str:
    """Return what runs of one target have in common. The address of an embedded server is another each time."""
    target = run.get("target", {})
    embedded = run.get("configuration", {}).get("embedded")
    first = next(iter((target.get("sites") or {}).values()), None)
    return "embedded" if embedded else str(target.get("url") or target.get("auth_url") or first)


def _same_target(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    return _target(old) == _target(new)


def _change(
    key: Key, before: _Side, after: _Side, past: Mapping[PromiseKey, RequirementHistory]
) -> OutcomeChange | None:
    kind = _kind(key, before, after)
    if kind is None:
        return None
    history = past.get((key[1] or f"server {key[0]}", key[2]))
    if kind is ChangeKind.NEW and history is not None:
        kind = _known(history, after.started_at, tested_before=before.outcomes.get(key) in TESTED)
    source = before if kind in (ChangeKind.FIXED, ChangeKind.NO_LONGER_TESTED) else after
    finding = next(iter(source.findings.get(key, ())), {})
    detail = f"expected {finding['expected']}; got {finding['actual']}" if finding.get("expected") else ""
    if kind is ChangeKind.NO_LONGER_TESTED:
        detail = f"was {before.outcomes.get(key, 'failed')}, is {after.outcomes.get(key, 'not exercised')}"
    return OutcomeChange(
        kind=kind,
        server=key[0],
        mutation=key[1],
        requirement=key[2],
        level=finding.get("level", ""),
        decides=bool(finding) and bool(finding.get("decides", finding.get("level") == "MUST")),
        finding=finding.get("id", ""),
        detail=detail,
        past=history,
    )


def _kind(key: Key, before: _Side, after: _Side) -> ChangeKind | None:
    failed, fails = key in before.findings, key in after.findings
    if failed and fails:
        newly = after.flaky(key) and not before.flaky(key)
        return ChangeKind.NEWLY_FLAKY if newly else ChangeKind.STILL_FAILING
    if fails:
        return ChangeKind.NEWLY_FLAKY if after.flaky(key) else ChangeKind.NEW
    tested_now = after.outcomes.get(key) in TESTED
    if (failed or before.outcomes.get(key) in TESTED) and not tested_now:
        return ChangeKind.NO_LONGER_TESTED
    return ChangeKind.FIXED if failed and after.outcomes[key] == "passed" else None


def _known(history: RequirementHistory, at: str, *, tested_before: bool) -> ChangeKind:
    """Return what a failure that the older run did not have is, for who knows the runs before."""
    if history.comes_and_goes:
        return ChangeKind.COMES_AND_GOES
    # The older run says nothing of it, as where the target was down: the last run that does found it broken.
    broken_before = bool(history.since) and history.since < at
    return ChangeKind.STILL_FAILING if broken_before and not tested_before else ChangeKind.NEW


def _notes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterable[str]:
    contracts = [run.get("contract", {}).get("sha256") for run in (old, new)]
    if all(contracts) and contracts[0] != contracts[1]:
        yield "The two runs tested different contracts: a new failure may be a new promise."
    if not _same_target(old, new):
        yield f"The two runs had different targets: {_target(old)} and {_target(new)}."
    for run, name in ((old, "older"), (new, "newer")):
        if run.get("partial"):
            yield f"The evidence of the {name} run is incomplete."
    if lost := _no_longer_succeeded(old, new):
        yield f"No longer succeeded: {', '.join(lost)}."


def _no_longer_succeeded(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Return the mutations that the newer run tested or wanted to, and that succeeded in the older run alone."""
    before, after = (
        {entry["name"]: entry.get("evidence") for entry in run["mutations"]} for run in (old, new)
    )
    lost = ("refused only", "not reached")
    return [plain(name) for name, kind in after.items() if kind in lost and before.get(name) == "succeeded"]
