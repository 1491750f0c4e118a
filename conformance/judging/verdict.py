"""From events to outcomes, and from outcomes to the verdict. Pure: the same events give the same verdict anywhere."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from kraken_conformance.events import (
    Event,
    EvidenceFacts,
    FindingEvent,
    FooterCounts,
    OutcomeEvent,
    OutcomeWord,
    RequirementOutcome,
    ResultEvent,
    findings_of,
    header_of,
    results_of,
    subject_of,
)
from kraken_conformance.judging.code_coverage import too_low
from kraken_conformance.judging.evidence_groups import grouped, named
from kraken_conformance.judging.mutation_evidence import (
    LIFT,
    EvidenceKind,
    MutationEvidence,
    evidence_of,
    lost_requests,
    shows_good_token,
    successes,
)
from kraken_conformance.judging.run_facts import RunFacts
from kraken_conformance.judging.scope import Scope, scope_of
from kraken_conformance.judging.turned_away import turned_away
from kraken_conformance.model.answer_words import LARGER, UNSTEADY

FailOn = Literal["must", "should"]

ADVICE = {
    LARGER: LIFT,
    UNSTEADY: "run it again with --concurrency 1, and see what answers equal requests differently",
}
"""What to do about the reasons of probes that were blocked, by the words that are in them."""

SLOWER = "send fewer requests (--max-rps, --concurrency), or lift the limit for them"

REFUSED_ONLY, NOT_REACHED = EvidenceKind.REFUSED_ONLY, EvidenceKind.NOT_REACHED


class Verdict(StrEnum):
    """The verdict of a run."""

    CONFORMANT = "conformant"
    NON_CONFORMANT = "non-conformant"
    INCONCLUSIVE = "inconclusive"

    @property
    def exit_code(self) -> int:
        """The exit code that tells it to a shell."""
        return {Verdict.CONFORMANT: 0, Verdict.NON_CONFORMANT: 1, Verdict.INCONCLUSIVE: 3}[self]


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict with its scope and its reasons in words, the most weighty first."""

    verdict: Verdict
    reasons: tuple[str, ...]
    scope: Scope


@dataclass(frozen=True, slots=True)
class Counts:
    """How many findings decide the verdict (failures), how many do not (warnings), and how many failures are waived."""

    failures: int
    warnings: int
    waived: int


def counts_against(finding: FindingEvent, fail_on: FailOn) -> bool:
    """Whether a finding makes a target non-conformant: it is binding, it decides, and it is not waived."""
    return _is_binding(finding, fail_on) and not finding.get("waived")


def finding_counts(events: Iterable[Event], fail_on: FailOn) -> Counts:
    """Count the findings of a run. Every report takes its numbers from here."""
    findings = findings_of(events)
    open_ = [finding for finding in findings if not finding.get("waived")]
    failures = sum(_is_binding(finding, fail_on) for finding in open_)
    waived = sum(_is_binding(finding, fail_on) for finding in findings if finding.get("waived"))
    return Counts(failures, len(open_) - failures, waived)


def counts_of(events: Sequence[Event], scope: Scope) -> FooterCounts:
    """Return the numbers of a run: mutations that were tested, cases, requests, and findings by what they weigh."""
    results = results_of(events)
    counts = finding_counts(events, header_of(events)["configuration"]["fail_on"])
    return {
        "mutations": scope.tested,
        "cases": sum(event["cases"] for event in results),
        "requests": sum(event["requests"] for event in results),
        "findings": len(findings_of(events)),
        "failures": counts.failures,
        "warnings": counts.warnings,
        "waived": counts.waived,
    }


def outcomes(events: Sequence[Event], fail_on: FailOn = "must") -> list[OutcomeEvent]:
    """Return an `outcome` event for each subject that has a `result` event or was selected and has none."""
    facts = RunFacts(header_of(events))
    results: dict[tuple[str, str | None], list[ResultEvent]] = {key: [] for key in _selected(events)}
    findings: dict[tuple[str, str | None], list[FindingEvent]] = {}
    for result in results_of(events):
        results.setdefault((result["server"], result["mutation"]), []).append(result)
    for finding in findings_of(events):
        findings.setdefault((finding["server"], finding["mutation"]), []).append(finding)
    good = {server for (server, _), found in results.items() if shows_good_token(found)}
    return [
        _outcome(key, found, findings.get(key, []), fail_on, facts, token_good=key[0] in good)
        for key, found in results.items()
    ]


def verdict(
    events: Sequence[Event], outcome_events: Sequence[OutcomeEvent], fail_on: FailOn = "must"
) -> Judged:
    """Return the verdict of a run, `events` beginning with its header.

    Non-conformant where a finding counts against the target; else inconclusive where anything was blocked or cut
    short, or a mutation did not succeed that was to be tested, or none was, or most requests to those that did were
    turned away, or fewer codes were raised than asked for; else conformant.
    """
    scope = scope_of(events, outcome_events, waived=finding_counts(events, fail_on).waived)
    against = [finding for finding in findings_of(events) if counts_against(finding, fail_on)]
    if against:
        per_requirement = Counter(finding["requirement"] for finding in against)
        reasons = tuple(f"{id_}: {_times(count)}" for id_, count in per_requirement.most_common())
        return Judged(Verdict.NON_CONFORMANT, reasons, scope)
    unavailable = RunFacts(header_of(events)).unavailable
    if unavailable is not None:
        return Judged(Verdict.INCONCLUSIVE, (unavailable,), scope)
    unproven = _unproven(outcome_events)
    lacking = _lacking(unproven, events)
    let_through = [
        event for event in unproven if event not in lacking and event["evidence"]["excuse"] is None
    ]
    uncovered = too_low(events)
    gate = () if uncovered is None else (uncovered,)
    lost = (f"{one.words}. To do: {SLOWER}" for one in turned_away(events, outcome_events) if one.is_most)
    reasons = (*grouped(lacking, events), *_unfinished(outcome_events), *lost, *gate)
    if reasons:
        return Judged(Verdict.INCONCLUSIVE, reasons, scope)
    allowed = tuple(f"let through by --allow-unproven: {reason}" for reason in grouped(let_through, events))
    if scope.tested:
        return Judged(Verdict.CONFORMANT, allowed, scope)
    untested = _nothing_tested(events, outcome_events)
    if RunFacts(header_of(events)).allows_unproven and _requests(events):
        return Judged(Verdict.CONFORMANT, ("let through by --allow-unproven: " + untested,), scope)
    return Judged(Verdict.INCONCLUSIVE, (untested,), scope)


def not_shown(events: Sequence[Event], outcome_events: Sequence[OutcomeEvent]) -> list[str]:
    """Return in words which mutations did not succeed, and why: a verdict for what was found does not say it."""
    return grouped(_lacking(_unproven(outcome_events), events), events)


def _unproven(outcome_events: Iterable[OutcomeEvent]) -> list[OutcomeEvent]:
    return [
        event
        for event in outcome_events
        if event["mutation"] is not None and event["evidence"]["kind"] in (REFUSED_ONLY, NOT_REACHED)
    ]


def _lacking(unproven: Iterable[OutcomeEvent], events: Sequence[Event]) -> list[OutcomeEvent]:
    facts = RunFacts(header_of(events))
    return [event for event in unproven if _blocks(event["evidence"], facts)]


def is_binding(level: str, decides: bool, fail_on: FailOn) -> bool:
    """Whether a violation of a requirement makes a target non-conformant."""
    return decides and (level == "MUST" or (fail_on == "should" and level == "SHOULD"))


def _is_binding(finding: FindingEvent, fail_on: FailOn) -> bool:
    return is_binding(finding["level"], finding.get("decides", True), fail_on)


def _blocks(evidence: EvidenceFacts, facts: RunFacts) -> bool:
    """Whether evidence that is no success makes a run inconclusive. What was not reached is never let through."""
    if evidence["kind"] == NOT_REACHED:
        return True
    return evidence["excuse"] is None and not facts.allows_unproven


def _unfinished(outcome_events: Iterable[OutcomeEvent]) -> Iterator[str]:
    """Yield what was blocked or cut short beside the mutations that lack evidence, each reason once."""
    missing: dict[str, list[str]] = {}
    for event in outcome_events:
        for reason in event["reasons"]:
            missing.setdefault(reason, []).append(subject_of(event))
    return (f"{reason} ({named(names)}){_advice(reason)}" for reason, names in missing.items())


def _advice(reason: str) -> str:
    """Return what to do about something that was not done, empty where its reason says it."""
    return next((f". To do: {advice}" for words, advice in ADVICE.items() if words in reason), "")


def _nothing_tested(events: Sequence[Event], outcome_events: Iterable[OutcomeEvent]) -> str:
    if not _requests(events):
        if any(event["requirements"] for event in results_of(events)):
            return "no mutation was executed: only the target's schema was compared, which shows nothing of answers"
        return "no mutation was tested: no request was sent to one"
    causes: dict[str, list[str]] = {}
    for event in outcome_events:
        if event["mutation"] is not None:
            causes.setdefault(event["evidence"]["cause"], []).append(event["mutation"])
    words = "; ".join(f"{cause} ({named(names)})" for cause, names in causes.items() if cause)
    return f"no mutation was executed: {words or 'none was chosen'}"


def _requests(events: Iterable[Event]) -> int:
    return sum(event["requests"] for event in results_of(events))


def _selected(events: Sequence[Event]) -> list[tuple[str, str | None]]:
    header = header_of(events)
    chosen = set(header["configuration"]["mutations"])
    return [
        (entry["server"], entry["name"])
        for entry in header["contract"]["mutations"]
        if entry["name"] in chosen
    ]


def _outcome(
    key: tuple[str, str | None],
    results: list[ResultEvent],
    findings: list[FindingEvent],
    fail_on: FailOn,
    facts: RunFacts,
    *,
    token_good: bool,
) -> OutcomeEvent:
    judged: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    for result in results:
        for id_, counts in result["requirements"].items():
            judged[id_] += counts["judged"]
            failed[id_] += counts["failed"]
    server, mutation = key
    evidence = (
        None if mutation is None else evidence_of(server, mutation, results, facts, token_good=token_good)
    )
    reasons = _reasons(results, evidence)
    requirements: dict[str, RequirementOutcome] = {
        id_: {
            "outcome": "failed" if failed[id_] else "passed",
            "judged": judged[id_],
            "failed": failed[id_],
        }
        for id_ in sorted(judged)
    }
    outcome: OutcomeWord
    if any(counts_against(finding, fail_on) for finding in findings):
        outcome = "failed"
    elif reasons or (evidence is not None and _blocks(evidence.event(), facts) and not _shows(evidence)):
        outcome = "blocked"
    else:
        outcome = "passed" if judged and (evidence is None or _shows(evidence)) else "not exercised"
    event: OutcomeEvent = {
        "type": "outcome",
        "mutation": mutation,
        "server": server,
        "outcome": outcome,
        "reasons": reasons,
        "requirements": requirements,
    }
    if evidence is not None:
        event["evidence"] = evidence.event()
        event["succeeded"] = successes(results)
        valid = [result["valid"] for result in results if "valid" in result]
        event["valid"] = {
            "sent": sum(one["sent"] for one in valid),
            "succeeded": sum(one["succeeded"] for one in valid),
        }
    return event


def _shows(evidence: MutationEvidence) -> bool:
    """Whether the mutation did what it was expected to do."""
    return evidence.kind is EvidenceKind.SUCCEEDED or evidence.excuse is not None


def _reasons(results: Sequence[ResultEvent], evidence: MutationEvidence | None) -> list[str]:
    """Return why something of a subject was not done, but for what its evidence says already."""
    if evidence is None:
        return sorted({_unfinished_words(result) for result in results if result["state"] != "done"})
    said = evidence.cause
    found = {
        _unfinished_words(result)
        for result in results
        if result["state"] != "done" and str(result["reason"]) != said
    }
    return sorted(
        found | (set() if evidence.kind is EvidenceKind.NOT_REACHED else set(lost_requests(results)))
    )


def _unfinished_words(result: ResultEvent) -> str:
    return f"{result['probe']}: {result['reason']}"


def _times(count: int) -> str:
    return "1 finding" if count == 1 else f"{count} findings"
