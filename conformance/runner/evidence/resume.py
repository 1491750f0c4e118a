"""Continues a run that was cut short: what of its evidence counts, and what is left to do."""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kraken_conformance.events import Event, HeaderEvent, SubjectEvent, footer_of, header_of, results_of
from kraken_conformance.exceptions import EvidenceError, UsageError
from kraken_conformance.file_content import content_of
from kraken_conformance.model.subject import Subject
from kraken_conformance.runner.evidence.evidence_file import NAME, read_evidence

NO_PART = frozenset(
    {"processes", "tx", "concurrency", "max_rps", "patience", "headers", "token", "selection", "needs_secret"}
)
"""Keys of the configuration that do not change what is found, given the mutations that were selected."""

REQUIREMENTS = "the requirements"
"""They depend on the profile of GraphQL over HTTP that the target seems to be made to."""

SCHEMA_SOURCE = "where the target's schema comes from"


@dataclass(frozen=True, slots=True)
class Earlier:
    """What there is of a run that was cut short: its header, and the events of the subjects that were finished.

    Of one that has `ended`, there are all events. `requests` are those that it sent, as far as its results tell,
    for subjects that are to be done again too.
    """

    header: HeaderEvent
    events: tuple[Event, ...]
    done: frozenset[Subject]
    ended: bool = False
    requests: int = 0

    @property
    def kept(self) -> tuple[Event, ...]:
        """What the evidence begins with when the run goes on."""
        return (self.header, *self.events)

    @property
    def spent(self) -> float:
        """Seconds that the run took at least, as far as its results tell."""
        return max(
            (event["started_s"] + event["duration_s"] for event in results_of(self.events)),
            default=0.0,
        )

    def left_of(self, subjects: Sequence[Subject]) -> tuple[Subject, ...]:
        """Return the subjects that are still to be done, in order."""
        return tuple(subject for subject in subjects if subject not in self.done)


def resume_command(directory: Path, header: HeaderEvent) -> str:
    """Return the command that goes on with a run: a profile is named again, as evidence is not asked for files."""
    used = header["configuration"].get("profile")
    profile = [] if used is None else ["--profile", used["file"], "--target", used["target"]]
    return shlex.join(["kraken-conformance", "run", "--resume", str(directory), *profile])


def read_earlier(directory: Path) -> Earlier | None:
    """Read the evidence of a run that was cut short; None where there is not even a header.

    A subject counts where all its events were written and none of its probes was interrupted; what there is
    of any other is left out, to be done again. Raises `UsageError` where there is no run.
    """
    file = directory / NAME
    if not file.is_file():
        raise UsageError(
            f"--resume {directory}: there is no {NAME} in it. Name the folder of a run. One that was "
            "stopped before it wrote anything is begun again, without --resume."
        )
    if b"\n" not in content_of(file):
        return None
    try:
        events = read_evidence(file)
    except EvidenceError as error:
        raise UsageError(f"--resume {directory}: {error}") from None
    header, end = header_of(events), footer_of(events)
    if end is not None and not end["interrupted"]:
        done = {Subject(event["server"], event["mutation"]) for event in results_of(events)}
        return Earlier(header, tuple(events[1:]), frozenset(done), ended=True)
    kept: list[SubjectEvent] = []
    finished: set[Subject] = set()
    pending: list[SubjectEvent] = []
    for event in events[1:]:
        if event["type"] != "result" and event["type"] != "finding":
            break
        pending.append(event)
        if event.get("ends_subject"):
            if all(found.get("state") != "interrupted" for found in pending):
                kept += pending
                finished.add(Subject(event["server"], event["mutation"]))
            pending = []
    requests = sum(event["requests"] for event in results_of(events))
    return Earlier(header, tuple(kept), frozenset(finished), requests=requests)


def require_same(
    what: str, header: HeaderEvent, now: HeaderEvent, *, ignored: frozenset[str] = frozenset()
) -> None:
    """Raise `UsageError`, beginning with `what`, where two headers do not speak of the same run.

    `ignored` are names of what may differ, beside what has no part in what is found.
    """
    differing = [
        f"{name}: it was {_shown(was)}, and is {_shown(is_)}"
        for name, was, is_ in _compared(header, now)
        if name not in NO_PART | ignored and was != is_
    ]
    if differing:
        raise UsageError(
            f"{what}: this is another run. {'; '.join(differing)}. What names files or gives leave is not taken from "
            "evidence: give it again."
        )


def _compared(header: HeaderEvent, now: HeaderEvent) -> list[tuple[str, Any, Any]]:
    found = [
        ("the version of kraken-conformance", header["tool"]["version"], now["tool"]["version"]),
        ("the contract", _contract(header), _contract(now)),
        (REQUIREMENTS, header["requirements"], now["requirements"]),
        ("--seed", header["seed"], now["seed"]),
    ]
    if not (header["configuration"].get("embedded") and now["configuration"].get("embedded")):
        found += [
            ("--url", header["target"]["url"], now["target"]["url"]),
            ("--auth-url", header["target"]["auth_url"], now["target"]["auth_url"]),
            ("--site", header["target"].get("sites"), now["target"].get("sites")),
        ]
    found.append((SCHEMA_SOURCE, header["target"]["schema"], now["target"]["schema"]))
    was: Mapping[str, object] = header["configuration"]
    is_: Mapping[str, object] = now["configuration"]
    found += [(name, was.get(name), is_.get(name)) for name in sorted({*was, *is_})]
    return found


def _contract(header: HeaderEvent) -> str:
    contract = header["contract"]
    return f"{contract['name']} {contract['version']} ({contract['sha256'][:12]})"


def _shown(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 60 else f"{text[:59]}…"
