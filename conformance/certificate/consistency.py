"""Whether the lines of evidence agree with one another. An honest run cannot contradict itself."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import cast

from kraken_conformance.certificate.document import parse_time
from kraken_conformance.certificate.result_counts import impossible_counts
from kraken_conformance.events import (
    Event,
    FooterEvent,
    findings_of,
    header_of,
    outcomes_of,
    results_of,
    subject_of,
)
from kraken_conformance.judging.verdict import counts_of, outcomes, verdict
from kraken_conformance.probes.registry import probe_facts
from kraken_conformance.probes.schema_probe import SCHEMA

LEVELS = ("MAY", "SHOULD", "MUST")
SLACK = timedelta(seconds=3)
"""Times are in whole seconds, and the clock may be set while a run goes on."""

Key = tuple[str, str | None]


def contradictions(events: Sequence[Event]) -> Iterator[str]:
    """Yield what cannot be in the events of an honest, finished run.

    Raises `KeyError`, `TypeError`, `ValueError` or `AttributeError` where they are not what
    docs/evidence-format.md says.
    """
    kinds = [event["type"] for event in events]
    if kinds[0] != "header" or kinds.count("header") != 1:
        yield "there is not exactly one header, at the beginning"
        return
    if kinds[-1] != "footer" or kinds.count("footer") != 1:
        yield "there is not exactly one footer, at the end: the run was cut short"
        return
    if set(kinds) - {"header", "result", "finding", "outcome", "footer"}:
        yield "there is a line of an unknown type"
        return
    yield from _results(events)
    yield from _findings(events)
    yield from _outcomes(events)
    yield from _footer(events)
    yield from _times(events)


def _results(events: Sequence[Event]) -> Iterator[str]:
    header = header_of(events)
    known: set[Key] = {(entry["server"], entry["name"]) for entry in header["contract"]["mutations"]}
    known |= {(server, None) for server, _ in known}
    probes, concurrency = (
        set(header["configuration"]["probes"]),
        header["configuration"].get("concurrency", 1),
    )
    seen: set[tuple[Key, str]] = set()
    for event in results_of(events):
        key, where = (event["server"], event["mutation"]), f"{subject_of(event)}, {event['probe']}"
        if key not in known or event["probe"] not in probes:
            yield f"{where}: a result of something that was not selected"
        if (key, event["probe"]) in seen:
            yield f"{where}: there are two results"
        seen.add((key, event["probe"]))
        yield from (f"{where}: {one}" for one in impossible_counts(event, concurrency))
        for id_, counts in event["requirements"].items():
            most = 1 if event["probe"] == SCHEMA else event["cases"]
            if not 0 <= counts["failed"] <= counts["judged"] <= most:
                yield f"{where}, {id_}: {counts['failed']} of {counts['judged']} failed, in {most} cases"
            if id_ not in header["requirements"]:
                yield f"{where}, {id_}: no such requirement"
    # Where no mutation follows another, or there is no second identity, some probes have nothing to do.
    facts = probe_facts()
    optional = {name for name in facts if facts[name].uses_other_mutations or facts[name].needs_peer}
    for probe in sorted(probes - optional - {probe for _, probe in seen}):
        yield f"the probe {probe} was selected and has no result"


def _findings(events: Sequence[Event]) -> Iterator[str]:
    requirements = header_of(events)["requirements"]
    failed: Counter[tuple[Key, str]] = Counter()
    for result in results_of(events):
        for id_, counts in result["requirements"].items():
            failed[(result["server"], result["mutation"]), id_] += counts["failed"]
    found: set[tuple[Key, str]] = set()
    ids: set[str] = set()
    for event in findings_of(events):
        key, id_ = (event["server"], event["mutation"]), event["requirement"]
        found.add((key, id_))
        if id_ not in requirements or not failed[key, id_]:
            yield f"finding {event['id']}: no result counts a failure of {id_} on {subject_of(event)}"
        elif LEVELS.index(event["level"]) > LEVELS.index(requirements[id_]["level"]):
            yield f"finding {event['id']}: it weighs more than {id_}"
        if event["id"] in ids:
            yield f"finding {event['id']}: it is there twice"
        ids.add(event["id"])
    for ((server, mutation), id_), count in failed.items():
        if count and ((server, mutation), id_) not in found:
            yield f"{mutation or f'server {server}'}, {id_}: {count} failures, and no finding tells of them"


def _outcomes(events: Sequence[Event]) -> Iterator[str]:
    recorded = {(event["server"], event["mutation"]): event for event in outcomes_of(events)}
    if len(recorded) != len(outcomes_of(events)):
        yield "a mutation has two outcomes"
    for event in outcomes(events, header_of(events)["configuration"]["fail_on"]):
        own = recorded.pop((event["server"], event["mutation"]), None)
        if own is None:
            yield f"{subject_of(event)}: its outcome is missing"
        elif own != event:
            differing = [key for key, value in event.items() if own.get(key) != value]
            yield f"{subject_of(event)}: its outcome does not follow from its results ({', '.join(differing)})"
    for event in recorded.values():
        yield f"{subject_of(event)}: an outcome without results"


def _footer(events: Sequence[Event]) -> Iterator[str]:
    footer = cast(FooterEvent, events[-1])
    fail_on = header_of(events)["configuration"]["fail_on"]
    found = outcomes(events, fail_on)
    judged = verdict(events, found, fail_on)
    if footer["verdict"] != judged.verdict:
        yield f"the footer says {footer['verdict']}, and what came before says {judged.verdict}"
    elif footer["exit_code"] != judged.verdict.exit_code or footer["reasons"] != list(judged.reasons):
        yield "the exit code or the reasons in the footer do not follow from what came before"
    if footer["scope"] != judged.scope.event():
        yield "the scope in the footer does not follow from what came before"
    stated: Mapping[str, object] = footer["counts"]
    for name, count in counts_of(events, judged.scope).items():
        if stated[name] != count:
            yield f"the footer counts {stated[name]} {name}, and there are {count}"


def _times(events: Sequence[Event]) -> Iterator[str]:
    header, footer = header_of(events), cast(FooterEvent, events[-1])
    if not re.fullmatch(r"[0-9a-f]{32}", header["run_id"]):
        yield f"{header['run_id']!r} is no id of a run"
    started, finished = parse_time(header["started_at"]), parse_time(footer["finished_at"])
    duration = timedelta(seconds=footer["duration_s"])
    if finished < started:
        yield f"it ended at {footer['finished_at']}, before it began at {header['started_at']}"
    elif duration + SLACK < finished - started:
        yield f"it took {footer['duration_s']} s, and yet {finished - started} passed"
    for event in results_of(events):
        if timedelta(seconds=event["started_s"] + event["duration_s"]) > duration + SLACK:
            yield f"{subject_of(event)}, {event['probe']}: it ended after the run"
