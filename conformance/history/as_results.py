"""A run that is remembered, as the reports take earlier ones."""

from typing import Any

from kraken_conformance.history.record import EMBEDDED, PastFinding, PastRun

_SERVER = "server "
"""What the name of a subject begins with that is a server as a whole."""


def as_results(run: PastRun) -> dict[str, Any]:
    """Return the part of a run's `results.json` that is remembered.

    It does not tell on which server a mutation is, nor the requests of findings.
    """
    subjects = {name: outcome for (name, requirement), outcome in run.outcomes.items() if not requirement}
    requirements: dict[str, dict[str, str]] = {name: {} for name in subjects}
    for (name, requirement), outcome in run.outcomes.items():
        if requirement:
            requirements.setdefault(name, {})[requirement] = outcome
    entries: list[dict[str, Any]] = [
        {"name": name, "outcome": subjects.get(name, "not exercised"), "requirements": own}
        for name, own in requirements.items()
    ]
    return {
        "schema_version": 1,
        "run_id": run.run_id,
        "started_at": run.started_at,
        "verdict": run.verdict,
        **({"scope": {"words": run.scope}} if run.scope else {}),
        "contract": {"sha256": run.contract_sha256},
        "target": {"url": run.target},
        "configuration": {"embedded": run.target == EMBEDDED},
        "counts": {"findings": len(run.findings), "requests": run.requests},
        "mutations": [entry for entry in entries if not entry["name"].startswith(_SERVER)],
        "servers": [
            {**entry, "name": entry["name"].removeprefix(_SERVER)}
            for entry in entries
            if entry["name"].startswith(_SERVER)
        ],
        "findings": [_finding(one) for one in run.findings],
    }


def _finding(one: PastFinding) -> dict[str, Any]:
    whole = one.subject.startswith(_SERVER)
    return {
        "id": one.id,
        "requirement": one.requirement,
        "level": one.level,
        "mutation": None if whole else one.subject,
        "server": one.subject.removeprefix(_SERVER) if whole else "",
        "flaky": one.flaky,
        "waived": one.waived,
        "decides": one.decides,
        "expected": one.expected,
        "actual": one.actual,
    }
