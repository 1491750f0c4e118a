"""Mutations and servers of a run as values, out of the lines that speak of them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kraken_conformance.events import OUTCOMES, Event, FindingEvent, OutcomeEvent, ResultEvent
from kraken_conformance.reports.run.code_coverage import code_tries
from kraken_conformance.reports.run.latency import added_up
from kraken_conformance.reports.run.run import (
    NotReached,
    Outcome,
    ReportedEvidence,
    ReportedProbe,
    ReportedSubject,
    RequirementTally,
    Seen,
)
from kraken_conformance.reports.text.safe_text import counted, plain

NOT_SELECTED = "not selected in this run"

DRY_RUN = "dry-run"
"""The probe of requests that are not to be executed."""

MOST_STEPS = 3
"""At most this many steps that were not reached are named."""

FLOW = "flow"
"""The probe that goes through what a mutation needs."""

STATE = "state"
"""The probe of what a target remembers."""


@dataclass(slots=True)
class SubjectEvents:
    """The lines of the evidence that speak of one subject."""

    results: list[ResultEvent] = field(default_factory=list)
    outcomes: list[OutcomeEvent] = field(default_factory=list)
    findings: list[FindingEvent] = field(default_factory=list)


def lines_by_subject(events: Iterable[Event]) -> dict[tuple[str, str | None], SubjectEvents]:
    """Return the lines of each (server, mutation); the mutation is None for a server as a whole."""
    lines: dict[tuple[str, str | None], SubjectEvents] = {}
    for event in events:
        if event["type"] == "header" or event["type"] == "footer":
            continue
        own = lines.setdefault((event["server"], event["mutation"]), SubjectEvents())
        if event["type"] == "result":
            own.results.append(event)
        elif event["type"] == "outcome":
            own.outcomes.append(event)
        else:
            own.findings.append(event)
    return lines


def worst(outcomes: Iterable[Outcome]) -> Outcome:
    """Return the outcome that hides the others: failed, then blocked, then passed."""
    return min(outcomes, key=OUTCOMES.index, default="not exercised")


def make_subject(
    server: str,
    mutation: str | None,
    declared: Sequence[str],
    lines: SubjectEvents,
    *,
    selected: bool,
    lacking_pools: Sequence[str] = (),
) -> ReportedSubject:
    """Return a subject. What the run left without an outcome is derived from its results and findings."""
    tallies = _tallies(lines)
    observed = _observed(lines.results)
    ledger = _ledger(declared, observed, lines.results)
    not_reached = _not_reached(lines.results)
    reasons = list(dict.fromkeys(reason for event in lines.outcomes for reason in event.get("reasons", ())))
    if not selected:
        reasons.append(NOT_SELECTED)
    elif not lines.results and not lines.outcomes and mutation:
        reasons.append("the run ended before it was reached")
    return ReportedSubject(
        mutation=mutation,
        server=server,
        outcome=_outcome(lines, tallies),
        reasons=tuple(reasons),
        selected=selected,
        requirements=tallies,
        families=_families(tallies),
        probes=tuple(_probe(event) for event in lines.results),
        cases=sum(event["cases"] for event in lines.results),
        requests=sum(event["requests"] for event in lines.results),
        succeeded=_succeeded(lines),
        declared=tuple(declared),
        ledger=ledger,
        observed=dict(observed),
        latency=added_up(event.get("latency_ms") for event in lines.results),
        without_success=_without_success(lines, observed, reasons, not_reached),
        lacking_pools=tuple(lacking_pools),
        not_reached=(*not_reached, *_without_memory(lines.results)),
        code_tries=code_tries(declared, lines.results),
        evidence=None if mutation is None else _evidence(lines, reasons, selected=selected),
    )


def _evidence(lines: SubjectEvents, reasons: Sequence[str], *, selected: bool) -> ReportedEvidence:
    """Return the evidence as the run worked it out; what was cut short before that did not get so far."""
    for event in lines.outcomes:
        if (stated := event.get("evidence")) is not None:
            valid = event.get("valid")
            return ReportedEvidence(
                stated["kind"],
                plain(stated.get("reason", "")),
                stated.get("advice", ""),
                stated.get("excuse"),
                valid["sent"] if valid else 0,
                valid["succeeded"] if valid else 0,
            )
    if not selected:
        return ReportedEvidence("excluded", NOT_SELECTED)
    if _succeeded(lines):
        return ReportedEvidence("succeeded")
    if _observed(lines.results):
        return ReportedEvidence("refused only", "every answer that was seen was an error")
    return ReportedEvidence("not reached", reasons[0] if reasons else "the evidence does not say")


def _tallies(lines: SubjectEvents) -> dict[str, RequirementTally]:
    found: dict[str, list[RequirementTally]] = {}
    if lines.outcomes:
        for outcome in lines.outcomes:
            for id_, counts in outcome["requirements"].items():
                found.setdefault(id_, []).append(
                    RequirementTally(counts["outcome"], counts.get("judged", 0), counts.get("failed", 0))
                )
    else:
        for result in lines.results:
            for id_, tally in result["requirements"].items():
                found.setdefault(id_, []).append(_derived(tally["judged"], tally["failed"]))
        for finding in lines.findings:
            if not finding.get("flaky") and not finding.get("waived"):
                found.setdefault(finding["requirement"], []).append(RequirementTally("failed", 0, 0))
    return {
        id_: RequirementTally(
            worst(tally.outcome for tally in tallies),
            sum(tally.judged for tally in tallies),
            sum(tally.failed for tally in tallies),
        )
        for id_, tallies in found.items()
    }


def _derived(judged: int, failed: int) -> RequirementTally:
    return RequirementTally("failed" if failed else "passed" if judged else "not exercised", judged, failed)


def _outcome(lines: SubjectEvents, tallies: Mapping[str, RequirementTally]) -> Outcome:
    if lines.outcomes:
        return worst(event["outcome"] for event in lines.outcomes)
    derived = worst(tally.outcome for tally in tallies.values())
    blocked = any(event["state"] == "blocked" for event in lines.results)
    return "blocked" if blocked and derived != "failed" else derived


def _families(tallies: Mapping[str, RequirementTally]) -> dict[str, Outcome]:
    by_family: dict[str, list[Outcome]] = {}
    for id_, tally in tallies.items():
        by_family.setdefault(id_.partition(".")[0], []).append(tally.outcome)
    return {family: worst(outcomes) for family, outcomes in by_family.items()}


def _observed(results: Iterable[ResultEvent]) -> Counter[str]:
    observed: Counter[str] = Counter()
    for event in results:
        observed.update(event.get("errors_observed", {}))
    return observed


def _ledger(
    declared: Iterable[str], observed: Mapping[str, int], results: Iterable[ResultEvent]
) -> dict[str, Seen]:
    provoked = {code for event in results for code in event.get("provoked", ())}
    return {
        code: "provoked" if code in provoked else "observed" if observed.get(code) else "never seen"
        for code in declared
    }


def _probe(event: ResultEvent) -> ReportedProbe:
    return ReportedProbe(
        probe=event["probe"],
        state=event["state"],
        reason=event.get("reason") or "",
        cases=event["cases"],
        requests=event["requests"],
        succeeded=event["succeeded"],
        started=event.get("started_s", 0.0),
        duration=event.get("duration_s", 0.0),
    )


def _succeeded(lines: SubjectEvents) -> int:
    """Return how many requests succeeded, not counting dry ones: those execute nothing.

    The run worked it out, where it came to its end.
    """
    stated = [event["succeeded"] for event in lines.outcomes if "succeeded" in event]
    if stated:
        return int(sum(stated))
    return sum(event["succeeded"] for event in lines.results if event["probe"] != DRY_RUN)


def _not_reached(results: Iterable[ResultEvent]) -> tuple[NotReached, ...]:
    """Return the steps of flows alone: a value that another probe looked for is nothing that the mutation lacks."""
    counts: Counter[tuple[str, str]] = Counter()
    for event in results:
        for step in event.get("not_reached", ()) if event["probe"] == FLOW else ():
            counts[step["step"], step["why"]] += step["cases"]
    return tuple(NotReached(step, why, cases) for (step, why), cases in counts.most_common())


def _without_memory(results: Iterable[ResultEvent]) -> tuple[NotReached, ...]:
    """Return the mutations that would show whether the target remembers, and that the run was not to execute."""
    return tuple(
        NotReached(step["step"], step["why"], 0)
        for event in results
        for step in event.get("not_reached", ())
        if event["probe"] == STATE and not step["cases"]
    )


def _without_success(
    lines: SubjectEvents, observed: Counter[str], reasons: Sequence[str], not_reached: Sequence[NotReached]
) -> str:
    if _succeeded(lines):
        return ""
    if not lines.results:
        return reasons[0] if reasons else "nothing was sent"
    steps = ", ".join(map(str, not_reached[:MOST_STEPS]))
    if observed:
        codes = ", ".join(f"{code} ({count:,})" for code, count in observed.most_common(3))
        words = f"every answer was an error, most often {codes}"
        return f"{words}; not reached: {steps}" if steps else words
    if steps:
        return f"not reached: {steps}"
    blocked = [event for event in lines.results if event["state"] == "blocked"]
    if blocked:
        return f"{blocked[0]['probe']} was blocked: {blocked[0].get('reason') or 'no reason was given'}"
    requests = sum(event["requests"] for event in lines.results)
    return f"none of {counted(requests, 'request')} came back with data" if requests else "nothing was sent"
