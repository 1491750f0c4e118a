"""From events to outcomes, and from outcomes to the verdict. Pure: the same events give the same verdict anywhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

Event = dict[str, Any]
FailOn = Literal["must", "should"]


class Verdict(StrEnum):
    """The verdict of a run."""

    CONFORMANT = "conformant"
    NON_CONFORMANT = "non-conformant"
    INCONCLUSIVE = "inconclusive"

    @property
    def exit_code(self) -> int:
        """The exit code that tells it to a shell."""
        return {Verdict.CONFORMANT: 0, Verdict.NON_CONFORMANT: 1, Verdict.INCONCLUSIVE: 3}[self]


class Outcome(StrEnum):
    """The outcome of a requirement on a mutation, or of a mutation as a whole."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_EXERCISED = "not exercised"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict with its reasons in words, the most weighty first."""

    verdict: Verdict
    reasons: tuple[str, ...]


def counts_against(finding: Event, fail_on: FailOn) -> bool:
    """Whether a finding makes a target non-conformant: it is binding, it decides, and nobody waived it."""
    binding = finding["level"] == "MUST" or (fail_on == "should" and finding["level"] == "SHOULD")
    return binding and finding.get("decides", True) and not finding.get("waived")


def outcomes(events: Sequence[Event], fail_on: FailOn = "must") -> list[Event]:
    """Return an `outcome` event for each subject that has a `result` event or was selected and has none."""
    results: dict[tuple[str, str | None], list[Event]] = {key: [] for key in _selected(events)}
    findings: dict[tuple[str, str | None], list[Event]] = {}
    for event in events:
        key = (event.get("server", ""), event.get("mutation"))
        if event["type"] == "result":
            results.setdefault(key, []).append(event)
        elif event["type"] == "finding":
            findings.setdefault(key, []).append(event)
    return [_outcome(key, found, findings.get(key, []), fail_on) for key, found in results.items()]


def verdict(events: Iterable[Event], outcome_events: Iterable[Event], fail_on: FailOn = "must") -> Judged:
    """Return the verdict of a run.

    Non-conformant where a finding counts against the target; else inconclusive where anything was
    blocked or cut short, or nothing was tested at all; else conformant.
    """
    against = [event for event in events if event["type"] == "finding" and counts_against(event, fail_on)]
    if against:
        per_requirement = Counter(finding["requirement"] for finding in against)
        return Judged(
            Verdict.NON_CONFORMANT,
            tuple(f"{id_}: {_times(count)}" for id_, count in per_requirement.most_common()),
        )
    missing: dict[str, list[str]] = {}
    tested = False
    for event in outcome_events:
        tested = tested or event["outcome"] == Outcome.PASSED
        for reason in event["reasons"]:
            missing.setdefault(reason, []).append(event["mutation"] or f"server {event['server']}")
    if missing:
        return Judged(
            Verdict.INCONCLUSIVE, tuple(f"{reason} ({_named(names)})" for reason, names in missing.items())
        )
    if not tested:
        return Judged(Verdict.INCONCLUSIVE, ("nothing was tested",))
    return Judged(Verdict.CONFORMANT, ())


def _selected(events: Sequence[Event]) -> list[tuple[str, str | None]]:
    header = next((event for event in events if event["type"] == "header"), None)
    if header is None:
        return []
    chosen = set(header["configuration"]["mutations"])
    return [
        (entry["server"], entry["name"])
        for entry in header["contract"]["mutations"]
        if entry["name"] in chosen
    ]


def _outcome(
    key: tuple[str, str | None], results: list[Event], findings: list[Event], fail_on: FailOn
) -> Event:
    judged: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    for result in results:
        for id_, counts in result["requirements"].items():
            judged[id_] += counts["judged"]
            failed[id_] += counts["failed"]
    unfinished = [result for result in results if result["state"] != "done"]
    reasons = sorted({f"{result['probe']}: {result['reason']}" for result in unfinished})
    if not results:
        reasons = ["the run ended before it was this one's turn"]
    requirements = {
        id_: {
            "outcome": Outcome.FAILED if failed[id_] else Outcome.PASSED,
            "judged": judged[id_],
            "failed": failed[id_],
        }
        for id_ in sorted(judged)
    }
    if any(counts_against(finding, fail_on) for finding in findings):
        outcome = Outcome.FAILED
    elif reasons:
        outcome = Outcome.BLOCKED
    else:
        outcome = Outcome.PASSED if judged else Outcome.NOT_EXERCISED
    return {
        "type": "outcome",
        "mutation": key[1],
        "server": key[0],
        "outcome": outcome,
        "reasons": reasons,
        "requirements": requirements,
    }


def _times(count: int) -> str:
    return "1 finding" if count == 1 else f"{count} findings"


def _named(names: list[str]) -> str:
    if len(names) <= 3:
        return ", ".join(names)
    return f"{', '.join(names[:3])} and {len(names) - 3} more"
