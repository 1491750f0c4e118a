"""What is remembered of a run."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kraken_conformance.events import (
    Event,
    FindingEvent,
    HeaderEvent,
    OutcomeEvent,
    findings_of,
    footer_of,
    header_of,
    outcomes_of,
    subject_of,
)
from kraken_conformance.exceptions import EvidenceError
from kraken_conformance.judging.verdict import FailOn, counts_against

EMBEDDED = "embedded"
"""The target of runs against the embedded server, whose address is another each time."""

_USER = re.compile(r"(?<=//)[^/@]+@")
"""A user name and a password in an address."""

LONGEST = 300
"""Characters of what was expected and of what came that are remembered."""


@dataclass(frozen=True, slots=True)
class PastFinding:
    """A finding of a run. `subject` is a mutation, or `server NAME`.

    `decides` says whether it made the target non-conformant. `expected` and `actual` are cut to `LONGEST`.
    """

    id: str
    requirement: str
    level: str
    subject: str
    flaky: bool
    waived: bool
    decides: bool
    expected: str = ""
    actual: str = ""


@dataclass(frozen=True, slots=True)
class PastRun:
    """A run that has ended. `target` is an address, or `embedded`; times are ISO 8601, `duration_s` is in seconds.

    `outcomes` maps a subject and a requirement to the outcome; the requirement is empty for the outcome of
    the subject as a whole. `scope` is how much of the contract the verdict is about, in words; empty for a run of an
    earlier version.
    """

    run_id: str
    started_at: str
    target: str
    contract: str
    verdict: str
    mutations: int
    cases: int
    requests: int
    duration_s: float
    findings: tuple[PastFinding, ...]
    outcomes: dict[tuple[str, str], str]
    contract_sha256: str = ""
    scope: str = ""


def past_run(events: Sequence[Event]) -> PastRun:
    """Return what is to be remembered of a run. Raises `EvidenceError` where its evidence has no end."""
    header, footer = header_of(events), footer_of(events)
    if header["type"] != "header" or footer is None:
        raise EvidenceError("The run was cut short, so nothing can be said of it: continue it with --resume.")
    counts = footer["counts"]
    return PastRun(
        run_id=header["run_id"],
        started_at=header["started_at"],
        target=target_of(header),
        contract=f"{header['contract']['name']} {header['contract']['version']}",
        verdict=footer["verdict"],
        mutations=counts["mutations"],
        cases=counts["cases"],
        requests=counts["requests"],
        duration_s=footer["duration_s"],
        findings=tuple(_finding(event, header["configuration"]["fail_on"]) for event in findings_of(events)),
        outcomes=dict(entry for event in outcomes_of(events) for entry in _outcomes(event)),
        contract_sha256=header["contract"]["sha256"],
        scope=footer.get("scope", {}).get("words", ""),
    )


def target_of(header: HeaderEvent | Mapping[str, Any]) -> str:
    """Return the name under which runs of the same target are remembered together.

    `header` is that of a run's evidence, or its `results.json`, which has the same keys.
    """
    target = header.get("target", {})
    if header.get("configuration", {}).get("embedded"):
        return EMBEDDED
    sites: Mapping[str, Any] = target.get("sites") or {}
    first = target.get("url") or target.get("auth_url") or next(iter(sites.values()), None)
    return _USER.sub("", str(first))


def _finding(event: FindingEvent, fail_on: FailOn) -> PastFinding:
    return PastFinding(
        event["id"],
        event["requirement"],
        event["level"],
        subject_of(event),
        bool(event.get("flaky")),
        bool(event.get("waived")),
        counts_against(event, fail_on),
        str(event["expected"])[:LONGEST],
        str(event["actual"])[:LONGEST],
    )


def _outcomes(event: OutcomeEvent) -> list[tuple[tuple[str, str], str]]:
    subject = subject_of(event)
    whole = ((subject, ""), str(event["outcome"]))
    return [whole, *(((subject, id_), str(one["outcome"])) for id_, one in event["requirements"].items())]
