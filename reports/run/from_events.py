"""Makes a `Run` from the events of a run."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from kraken_conformance.events import (
    Configuration,
    ContractFacts,
    ContractMutation,
    Event,
    FooterEvent,
    HeaderEvent,
    findings_of,
    footer_of,
    header_of,
    results_of,
    subject_of,
)
from kraken_conformance.reports.evidence.reader import Evidence, as_evidence
from kraken_conformance.reports.run.earlier_runs import earlier_runs
from kraken_conformance.reports.run.findings import make_findings
from kraken_conformance.reports.run.latency import added_up
from kraken_conformance.reports.run.repeat_command import repeat_command
from kraken_conformance.reports.run.requirement_history import (
    Key,
    RequirementHistory,
    requirement_histories,
    states,
)
from kraken_conformance.reports.run.run import (
    Code,
    EarlierRun,
    Finding,
    Help,
    HttpProfileResult,
    Outcome,
    ReportedRequirement,
    ReportedScope,
    ReportedSubject,
    RequirementSummary,
    Run,
    SlowRequest,
    Verdict,
)
from kraken_conformance.reports.run.subjects import (
    SubjectEvents,
    lines_by_subject,
    make_subject,
    worst,
)
from kraken_conformance.reports.text.safe_text import plain

SLOWEST = 20
"""How many of the slowest requests are kept."""

EXIT_CODES: Mapping[Verdict, int] = {"conformant": 0, "non-conformant": 1, "inconclusive": 3}


def summarise(
    events: Evidence | Iterable[Mapping[str, Any]], *, history: Sequence[Mapping[str, Any]] | None = None
) -> Run:
    """Return what the events of a run say.

    `history` are the `results.json` of earlier runs. Raises `UnreadableEvidence` where there is no
    header, and `UnreadableResults` where an earlier run is none.

    A verdict is never better than its evidence: where lines are missing, `conformant` becomes
    `inconclusive`.
    """
    evidence = as_evidence(events)
    header, footer = header_of(evidence.events), footer_of(evidence.events)
    configuration = header.get("configuration", {})
    listed = {entry["name"]: entry for entry in header["contract"]["mutations"]}
    requirements = _requirements(header, evidence.events)
    findings = make_findings(
        evidence.events,
        _fail_on(configuration),
        {name: place for place, name in enumerate(listed)},
    )
    lacking = footer.get("lacking_pools", {}) if footer else {}
    mutations, servers = _subjects(evidence.events, listed, configuration, lacking)
    verdict, reasons = _verdict(footer, evidence.partial, findings)
    seed = header.get("seed")
    earlier = None if history is None else earlier_runs(history, before=header["started_at"])
    return Run(
        run_id=header.get("run_id", ""),
        started_at=header["started_at"],
        finished_at=footer.get("finished_at", "") if footer else "",
        duration=footer["duration_s"] if footer else _last_second(evidence.events),
        tool=header["tool"],
        contract_name=header["contract"]["name"],
        contract_version=header["contract"]["version"],
        contract_sha256=header["contract"].get("sha256", ""),
        target=header["target"],
        seed=seed if isinstance(seed, int) else None,
        configuration=configuration,
        command=repeat_command(header["target"], seed, configuration, tuple(listed)),
        verdict=verdict,
        exit_code=footer["exit_code"] if footer and footer["verdict"] == verdict else EXIT_CODES[verdict],
        reasons=reasons,
        interrupted=footer is None or footer.get("interrupted", False),
        partial=evidence.partial,
        problems=evidence.problems,
        counts=_counts(footer, mutations, servers, findings),
        mutations=mutations,
        servers=servers,
        requirements=_requirement_summaries(requirements, servers + mutations),
        findings=findings,
        codes=_codes(header["contract"], mutations),
        latency=added_up(event.get("latency_ms") for event in results_of(evidence.events)),
        slowest=_slowest(evidence.events),
        history=earlier or (),
        requirement_histories={}
        if earlier is None
        else _courses(earlier, header["started_at"], mutations + servers, findings),
        scope=_scope(footer, mutations),
        http_profiles=tuple(
            HttpProfileResult(one["server"], one["profile"], one["held"], one["passed"], tuple(one["failed"]))
            for one in (footer.get("http_profiles", ()) if footer else ())
        ),
        helps=tuple(
            Help(plain(one["do"]), tuple(one["mutations"]))
            for one in (footer.get("helps", ()) if footer else ())
        ),
    )


def _scope(footer: FooterEvent | None, mutations: Sequence[ReportedSubject]) -> ReportedScope:
    """Return the scope as the run worked it out; without its end, how many mutations were tested until then."""
    stated = None if footer is None else footer.get("scope")
    if stated is not None:
        return ReportedScope(plain(stated["words"]), stated["complete"], stated)
    tested = sum(subject.requests > 0 for subject in mutations)
    words = f"{tested:,} of {len(mutations):,} mutations"
    return ReportedScope(words, complete=False, figures={"mutations": len(mutations), "tested": tested})


def _courses(
    earlier: Sequence[EarlierRun],
    began: str,
    subjects: Iterable[ReportedSubject],
    findings: Iterable[Finding],
) -> dict[Key, RequirementHistory]:
    outcomes = (
        (subject.name, {id_: str(tally.outcome) for id_, tally in subject.requirements.items()})
        for subject in subjects
    )
    own = states(outcomes, (((finding.subject, finding.requirement), finding.flaky) for finding in findings))
    return requirement_histories([*((run.started_at, run.states) for run in earlier), (began, own)])


def _fail_on(configuration: Configuration) -> str:
    return "SHOULD" if str(configuration.get("fail_on", "must")).upper() == "SHOULD" else "MUST"


def _requirements(header: HeaderEvent, events: Iterable[Event]) -> dict[str, ReportedRequirement]:
    known = {
        id_: ReportedRequirement(
            id_,
            entry["level"],
            entry.get("text", ""),
            entry.get("citation", ""),
            entry.get("remedy", ""),
            decides=entry.get("decides", True) is not False,
        )
        for id_, entry in header["requirements"].items()
    }
    for event in findings_of(events):
        if event["requirement"] not in known:
            known[event["requirement"]] = ReportedRequirement(
                event["requirement"], event["level"], "", "", ""
            )
    return known


def _subjects(
    events: Iterable[Event],
    listed: Mapping[str, ContractMutation],
    configuration: Configuration,
    lacking: Mapping[str, Sequence[str]],
) -> tuple[tuple[ReportedSubject, ...], tuple[ReportedSubject, ...]]:
    lines = lines_by_subject(events)
    chosen = configuration.get("mutations")
    selected = set(chosen) if isinstance(chosen, list) else set(listed)
    mutations = []
    for name, entry in listed.items():
        own = lines.pop((entry["server"], name), SubjectEvents())
        tested = name in selected or bool(own.results)
        mutations.append(
            make_subject(
                entry["server"],
                name,
                entry.get("errors", ()),
                own,
                selected=tested,
                lacking_pools=lacking.get(name, ()),
            )
        )
    others = [make_subject(server, name, (), own, selected=True) for (server, name), own in lines.items()]
    mutations += [subject for subject in others if subject.mutation]
    return tuple(mutations), tuple(subject for subject in others if not subject.mutation)


def _verdict(
    footer: FooterEvent | None, partial: bool, findings: Iterable[Finding]
) -> tuple[Verdict, tuple[str, ...]]:
    reasons: tuple[str, ...] = ()
    recorded = None
    if footer is not None:
        recorded = cast(Verdict, footer["verdict"])
        reasons = (*footer.get("reasons", ()), *footer.get("waiver_remarks", ()), *footer.get("remarks", ()))
    if not partial and recorded:
        return recorded, reasons
    if recorded == "non-conformant" or any(finding.decides for finding in findings):
        return "non-conformant", reasons
    return "inconclusive", (*reasons, "the evidence is incomplete, so nothing can be certified")


def _last_second(events: Iterable[Event]) -> float:
    ends = (event.get("started_s", 0.0) + event.get("duration_s", 0.0) for event in results_of(events))
    return float(max(ends, default=0.0))


def _counts(
    footer: FooterEvent | None,
    mutations: Sequence[ReportedSubject],
    servers: Sequence[ReportedSubject],
    findings: Sequence[Finding],
) -> dict[str, int]:
    subjects = (*mutations, *servers)
    added = {
        "mutations": sum(subject.requests > 0 for subject in mutations),
        "cases": sum(subject.cases for subject in subjects),
        "requests": sum(subject.requests for subject in subjects),
        "findings": len(findings),
        "failures": sum(finding.decides for finding in findings),
        "warnings": sum(not finding.decides and finding.waiver is None for finding in findings),
        "waived": sum(finding.waiver is not None for finding in findings),
    }
    return {**added, **cast(dict[str, int], footer["counts"] if footer else {})}


def _requirement_summaries(
    requirements: Mapping[str, ReportedRequirement], subjects: Iterable[ReportedSubject]
) -> tuple[RequirementSummary, ...]:
    outcomes: dict[str, dict[Outcome, int]] = {id_: {} for id_ in requirements}
    judged = dict.fromkeys(requirements, 0)
    failed = dict.fromkeys(requirements, 0)
    for subject in subjects:
        for id_, tally in subject.requirements.items():
            if id_ in requirements:
                outcomes[id_][tally.outcome] = outcomes[id_].get(tally.outcome, 0) + 1
                judged[id_] += tally.judged
                failed[id_] += tally.failed
    return tuple(
        RequirementSummary(requirement, outcomes[id_], judged[id_], failed[id_], worst(outcomes[id_]))
        for id_, requirement in requirements.items()
    )


def _codes(contract: ContractFacts, mutations: Iterable[ReportedSubject]) -> tuple[Code, ...]:
    common = contract.get("common_errors", {})
    messages = {**contract["errors"], **common}
    declared: dict[str, list[str]] = {code: [] for code in messages}
    provoked: dict[str, list[str]] = {}
    observed: dict[str, list[str]] = {}
    undeclared: dict[str, list[str]] = {}
    counts: dict[str, int] = {}
    for subject in mutations:
        for code, seen in subject.ledger.items():
            declared.setdefault(code, []).append(subject.name)
            if seen == "provoked":
                provoked.setdefault(code, []).append(subject.name)
        for code, count in subject.observed.items():
            counts[code] = counts.get(code, 0) + count
            observed.setdefault(code, []).append(subject.name)
            if code not in subject.ledger and code not in common:
                undeclared.setdefault(code, []).append(subject.name)
    return tuple(
        Code(
            code=code,
            message=plain(str(messages.get(code) or "")),
            common=code in common,
            declared_by=tuple(declared.get(code, ())),
            provoked_in=tuple(provoked.get(code, ())),
            observed_in=tuple(observed.get(code, ())),
            undeclared_in=tuple(undeclared.get(code, ())),
            count=counts.get(code, 0),
        )
        for code in dict.fromkeys((*declared, *counts))
    )


def _slowest(events: Iterable[Event]) -> tuple[SlowRequest, ...]:
    slow = [
        SlowRequest(
            entry["ms"],
            subject_of(event),
            event["probe"],
            entry.get("label", ""),
        )
        for event in results_of(events)
        for entry in event.get("slowest", ())
    ]
    return tuple(sorted(slow, key=lambda entry: -entry.ms)[:SLOWEST])
