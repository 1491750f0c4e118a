"""`metrics.prom`: the run in Prometheus' text format, for a textfile collector or a push gateway."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from math import inf

from kraken_conformance.events import EVIDENCE_KINDS, VERDICTS
from kraken_conformance.reports.run.run import Latency, Run

PREFIX = "kraken_conformance_"

Sample = tuple[Mapping[str, str], float]


def render(run: Run) -> str:
    """Return the metrics, each with its help and type."""
    return "".join(_lines(run))


def _lines(run: Run) -> Iterator[str]:
    info = {
        "contract": f"{run.contract_name} {run.contract_version}",
        "sha256": run.contract_sha256,
        "tool_version": str(run.tool.get("version", "")),
        "target": str(run.target.get("url", "")),
        "run_id": run.run_id,
        "scope": run.scope.words,
    }
    yield from _gauge("run_info", "What was run, as labels.", [(info, 1)])
    verdicts: list[Sample] = [({"verdict": verdict}, verdict == run.verdict) for verdict in VERDICTS]
    yield from _gauge("verdict", "1 for the verdict of the run, 0 for the others.", verdicts)
    yield from _gauge("exit_code", "The exit code of the run.", [({}, run.exit_code)])
    yield from _gauge("partial", "1 where the evidence of the run is incomplete.", [({}, run.partial)])
    yield from _gauge("duration_seconds", "How long the run took.", [({}, run.duration)])
    started = _seconds(run.started_at)
    if started is not None:
        yield from _gauge("started_timestamp_seconds", "When the run began.", [({}, started)])
    for name in ("cases", "requests"):
        yield from _gauge(name, f"How many {name} there were.", [({}, run.counts[name])])
    scope: list[Sample] = [
        (
            {"evidence": kind},
            sum(one.evidence is not None and one.evidence.kind == kind for one in run.mutations),
        )
        for kind in EVIDENCE_KINDS
    ]
    yield from _gauge("mutation_evidence", "How many mutations there are with which evidence.", scope)
    yield from _gauge(
        "scope_complete",
        "1 where the verdict is about the whole contract, with nothing waived or let through.",
        [({}, run.scope.complete)],
    )
    outcomes: list[Sample] = [({"outcome": name}, count) for name, count in run.outcomes().items()]
    yield from _gauge("mutations", "How many mutations came out which way.", outcomes)
    yield from _gauge("findings", "How many findings there were.", _findings(run))
    for name in ("failures", "warnings"):
        yield from _gauge(name, f"How many {name} there were.", [({}, run.counts[name])])
    judged: list[Sample] = [
        ({"requirement": summary.requirement.id, "level": summary.requirement.level}, summary.judged)
        for summary in run.requirements
    ]
    yield from _gauge("judged", "How many exchanges were judged by a requirement.", judged)
    each: list[Sample] = [
        ({"mutation": subject.name, "server": subject.server, "outcome": subject.outcome}, 1)
        for subject in run.mutations
    ]
    yield from _gauge("mutation_outcome", "The outcome of each mutation, as a label.", each)
    if run.latency:
        yield from _histogram(run.latency)


def _findings(run: Run) -> list[Sample]:
    counts = Counter(
        (finding.requirement, finding.level, finding.flaky, finding.waiver is not None)
        for finding in run.findings
    )
    return [
        ({"requirement": id_, "level": level, "flaky": _truth(flaky), "waived": _truth(waived)}, count)
        for (id_, level, flaky, waived), count in counts.items()
    ]


def _truth(value: bool) -> str:
    return "true" if value else "false"


def _seconds(time: str) -> float | None:
    try:
        return datetime.fromisoformat(time).timestamp()
    except ValueError:
        return None


def _gauge(name: str, help_: str, samples: Iterable[Sample]) -> Iterator[str]:
    yield f"# HELP {PREFIX}{name} {help_}\n# TYPE {PREFIX}{name} gauge\n"
    for labels, value in samples:
        yield f"{PREFIX}{name}{_labels(labels)} {float(value):.17g}\n"


def _histogram(latency: Latency) -> Iterator[str]:
    name = f"{PREFIX}response_seconds"
    yield f"# HELP {name} How long responses took.\n# TYPE {name} histogram\n"
    total = 0
    for edge, count in latency.buckets.items():
        total += count
        if edge != inf:
            yield f'{name}_bucket{{le="{edge / 1000:g}"}} {total}\n'
    yield f'{name}_bucket{{le="+Inf"}} {total}\n{name}_sum {latency.sum / 1000:.17g}\n{name}_count {total}\n'


def _labels(labels: Mapping[str, str]) -> str:
    if not labels:
        return ""
    escaped = (
        (name, value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n"))
        for name, value in labels.items()
    )
    return "{" + ",".join(f'{name}="{value}"' for name, value in escaped) + "}"
