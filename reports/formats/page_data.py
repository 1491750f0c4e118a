"""The data that the page renders by itself: mutations, requirements and codes, in few bytes."""

import json
from collections.abc import Iterable
from math import inf
from typing import Any

from markupsafe import Markup

from kraken_conformance.events import OUTCOMES
from kraken_conformance.reports.run.run import Code, Latency, ReportedSubject, Run
from kraken_conformance.reports.text.safe_text import shortened

SEEN = ("provoked", "observed", "never seen")


def page_data(run: Run) -> dict[str, Any]:
    """Return what the script of the page reads. Outcomes and requirements are numbers, to be looked up in its lists."""
    ids = [summary.requirement.id for summary in run.requirements]
    places = {id_: place for place, id_ in enumerate(ids)}
    names = {subject.name: place for place, subject in enumerate(run.subjects)}
    findings: dict[str, list[tuple[str, str, str]]] = {}
    for finding in run.findings:
        note = "waived" if finding.waiver else "flaky" if finding.flaky else ""
        findings.setdefault(f"{finding.server} {finding.subject}", []).append(
            (finding.id, finding.requirement, note)
        )
    return {
        "outcomes": OUTCOMES,
        "seen": SEEN,
        "families": run.families,
        "requirements": [
            (summary.requirement.id, summary.requirement.level, shortened(summary.requirement.text, 300))
            for summary in run.requirements
        ],
        "subjects": [
            _subject(subject, run.families, places, findings.get(f"{subject.server} {subject.name}", []))
            for subject in run.subjects
        ],
        "codes": [_code(code, names) for code in run.codes],
        "servers": sorted({subject.server for subject in run.subjects}),
    }


def embedded(data: Any) -> Markup:
    """Return JSON that cannot end the script element in which it stands, nor open a comment in it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)


def _subject(
    subject: ReportedSubject,
    families: Iterable[str],
    places: dict[str, int],
    findings: list[tuple[str, str, str]],
) -> dict[str, Any]:
    return {
        "name": subject.name,
        "whole": subject.mutation is None,
        "server": subject.server,
        "outcome": OUTCOMES.index(subject.outcome),
        "reasons": [shortened(reason, 300) for reason in subject.reasons[:20]],
        "families": [OUTCOMES.index(subject.families.get(family, "not exercised")) for family in families],
        "requirements": [
            (places[id_], OUTCOMES.index(tally.outcome), tally.judged, tally.failed)
            for id_, tally in subject.requirements.items()
            if id_ in places
        ],
        "probes": [
            (
                probe.probe,
                probe.state,
                shortened(probe.reason, 200),
                probe.requests,
                probe.succeeded,
                probe.duration,
            )
            for probe in subject.probes
        ],
        "ledger": [
            (code, SEEN.index(seen), subject.observed.get(code, 0)) for code, seen in subject.ledger.items()
        ],
        "other": [(code, count) for code, count in subject.observed.items() if code not in subject.ledger],
        "latency": _latency(subject.latency),
        "without": shortened(subject.without_success, 300),
        "unreached": [shortened(str(one), 200) for one in subject.not_reached[:5]],
        "cases": subject.cases,
        "requests": subject.requests,
        "succeeded": subject.succeeded,
        "findings": findings[:200],
    }


def _latency(latency: Latency | None) -> dict[str, Any] | None:
    if latency is None:
        return None
    buckets = [(None if edge == inf else edge, count) for edge, count in latency.buckets.items()]
    return {"buckets": buckets, "p50": latency.p50, "p95": latency.p95, "max": latency.max}


def _code(code: Code, names: dict[str, int]) -> tuple[Any, ...]:
    return (
        code.code,
        shortened(code.message, 300),
        code.common,
        SEEN.index(code.seen),
        code.count,
        [names[name] for name in code.declared_by],
        [names[name] for name in code.provoked_in],
        [names[name] for name in code.observed_in],
        [names[name] for name in code.undeclared_in],
    )
