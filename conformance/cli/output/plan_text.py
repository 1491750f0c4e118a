"""Prints what a run would send."""

import json
from collections import Counter

import click

from kraken_conformance.model.case import Case
from kraken_conformance.probes.schema_probe import SCHEMA
from kraken_conformance.runner.plan import PlannedSubject, plan
from kraken_conformance.runner.request.prepared_run import PreparedRun
from kraken_conformance.safety.redaction import Redactor

LONGEST = 300
"""At most this many characters of a sample are shown."""


def print_plan(options: PreparedRun, *, verbose: bool) -> None:
    """Print the plan of a run: a block for each subject, then the sums."""
    redactor = Redactor(options.target.secrets)
    cases: Counter[str] = Counter()
    requests = blocked = 0
    for planned in plan(options, samples=verbose):
        _print_subject(planned, redactor)
        for probe in planned.probes:
            cases[probe.name] += probe.cases
            requests += probe.requests
            blocked += probe.blocked is not None
    click.echo("")
    for name, count in sorted(cases.items()):
        click.echo(f"{name}: at most {count} cases")
    if SCHEMA in options.probes:
        click.echo(f"{SCHEMA}: an introspection query for each server")
    limited = (
        ""
        if options.request.max_requests is None
        else f", of which {options.request.max_requests} are allowed"
    )
    click.echo(f"At most {requests} requests{limited}; {blocked} probes are blocked. Nothing was sent.")


def _print_subject(planned: PlannedSubject, redactor: Redactor) -> None:
    effects = f" ({', '.join(planned.effects)})" if planned.effects else ""
    counts = [f"{probe.name} {probe.cases}" for probe in planned.probes if probe.cases]
    click.echo(f"{planned.subject}{effects}: {', '.join(counts) or 'nothing'}")
    for reason, names in _reasons(planned).items():
        click.echo(f"  blocked {', '.join(names)}: {reason}")
    for step in dict.fromkeys(step for probe in planned.probes for step in probe.not_reached):
        click.echo(f"  not reached {step.step}: it {step.why}")
    for probe in planned.probes:
        for text in dict.fromkeys(_sample(case, redactor) for case in probe.samples):
            click.echo(f"  {probe.name}: {text}")


def _reasons(planned: PlannedSubject) -> dict[str, list[str]]:
    reasons: dict[str, list[str]] = {}
    for probe in planned.probes:
        if probe.blocked is not None:
            reasons.setdefault(probe.blocked, []).append(probe.name)
    return reasons


def _sample(case: Case, redactor: Redactor) -> str:
    content = redactor.text(json.dumps(redactor.value(dict(case.variables)), ensure_ascii=False))
    steps = f" (after {', '.join(str(step.mutation) for step in case.before)})" if case.takes else ""
    return f"{case.label}{steps} {content}".strip()[:LONGEST]
