"""`results.json`: the machine's summary of a run. Its shape is in `results.schema.json`."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from importlib.resources import files
from typing import Any

from kraken_conformance.reports.run.code_coverage import CodeTry
from kraken_conformance.reports.run.run import Finding, ReportedEvidence, ReportedSubject, Run

SCHEMA_VERSION = 1


def results(run: Run) -> dict[str, Any]:
    """Return the summary as JSON values."""
    return {
        "schema_version": SCHEMA_VERSION,
        "run_id": run.run_id,
        "verdict": run.verdict,
        "scope": dict(run.scope.figures) | {"words": run.scope.words, "complete": run.scope.complete},
        "exit_code": run.exit_code,
        "reasons": list(run.reasons),
        "partial": run.partial,
        "problems": list(run.problems),
        "interrupted": run.interrupted,
        "tool": dict(run.tool),
        "contract": {
            "name": run.contract_name,
            "version": run.contract_version,
            "sha256": run.contract_sha256,
        },
        "target": dict(run.target),
        "seed": run.seed,
        "configuration": dict(run.configuration),
        "command": run.command,
        "started_at": run.started_at,
        "finished_at": run.finished_at,
        "duration_s": run.duration,
        "counts": dict(run.counts),
        "code_coverage": _coverage(run),
        "requirements": {
            summary.requirement.id: {
                "level": summary.requirement.level,
                "outcome": summary.outcome,
                "judged": summary.judged,
                "failed": summary.failed,
            }
            for summary in run.requirements
        },
        "http_profiles": [asdict(one) for one in run.http_profiles],
        "servers": [{"name": subject.server, **_subject(subject)} for subject in run.servers],
        "mutations": [
            {"name": subject.name, "server": subject.server, **_subject(subject)} for subject in run.mutations
        ],
        "helps": [{"do": one.do, "mutations": list(one.mutations)} for one in run.helps],
        "findings": [{**_finding(finding), "history": _history(run, finding)} for finding in run.findings],
    }


def render(run: Run) -> str:
    """Return the summary as text."""
    return json.dumps(results(run), ensure_ascii=False, indent=1) + "\n"


def results_schema() -> Mapping[str, Any]:
    """Return the JSON Schema of the summary."""
    text = files("kraken_conformance.reports").joinpath("results.schema.json").read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def _subject(subject: ReportedSubject) -> dict[str, Any]:
    return {
        "outcome": subject.outcome,
        "reasons": list(subject.reasons),
        "cases": subject.cases,
        "succeeded": subject.succeeded,
        "not_reached": [
            {"step": one.step, "why": one.why, "cases": one.cases} for one in subject.not_reached
        ],
        "errors_observed": dict(subject.observed),
        "ledger": dict(subject.ledger),
        "codes": {code: _code(one) for code, one in subject.code_tries.items()},
        "requirements": {id_: tally.outcome for id_, tally in subject.requirements.items()},
        "without_success": subject.without_success or None,
        "lacking_pools": list(subject.lacking_pools),
        **({} if subject.evidence is None else _evidence(subject.evidence)),
    }


def _coverage(run: Run) -> dict[str, Any]:
    found = run.code_coverage
    return {
        "declared": found.declared,
        "raised": found.counts["raised"],
        "not_raised": found.counts["not raised"],
        "not_tried": found.counts["not tried"],
        "percent": round(found.percent, 1),
        "codes_declared": found.codes_declared,
        "codes_raised": found.codes_raised,
    }


def _code(one: CodeTry) -> dict[str, Any]:
    return {"state": one.state, "why": one.why or None, "requests": list(one.requests)}


def _evidence(evidence: ReportedEvidence) -> dict[str, Any]:
    return {
        "evidence": evidence.kind,
        "evidence_reason": evidence.reason or None,
        "advice": evidence.advice or None,
        "expected_to_refuse": evidence.excuse,
        "valid_inputs": {"sent": evidence.valid_sent, "succeeded": evidence.valid_succeeded},
    }


def _history(run: Run, finding: Finding) -> dict[str, Any] | None:
    history = run.history_of(finding)
    return None if history is None else history.to_json()


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        **finding.raw,
        "path": list(finding.path),
        "label": finding.label,
        "flaky": finding.flaky,
        "seen": finding.seen,
        "waived": finding.raw.get("waived"),
        "decides": finding.decides,
        "request": finding.raw.get("request") or {},
        "response": finding.raw.get("response") or {},
        "curl": finding.curl,
        "replay": finding.replay,
    }
