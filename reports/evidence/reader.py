"""Reads the evidence of a run, whatever state its file is in."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from kraken_conformance.event_schema import line_schemas
from kraken_conformance.event_schema import problems as line_problems
from kraken_conformance.events import Event
from kraken_conformance.file_content import opened
from kraken_conformance.reports.exceptions import UnreadableEvidence
from kraken_conformance.reports.text.safe_text import plain

SCHEMA_VERSION = 1
"""The greatest version of the format that can be read."""

EVIDENCE = "evidence.jsonl"
"""The name of the file in the folder of a run."""

LONGEST = 32_768
"""Characters kept of one text; the rest stays in the evidence alone. Longer bodies are marked truncated."""

PROBLEMS_KEPT = 20


@dataclass(frozen=True, slots=True)
class Evidence:
    """The lines of a run that can be used.

    `partial` is true where the run was cut short or lines had to be left out; `problems` says why, each
    with the number of its line. The first event is the header.
    """

    events: tuple[Event, ...]
    partial: bool
    problems: tuple[str, ...]


def read_events(path: Path) -> Evidence:
    """Read a file of evidence, or the one in a folder.

    What cannot be used is left out and listed in `problems`. Raises `UnreadableEvidence` where there is
    no file, no header, or the file is of a newer version than this one reads.
    """
    file = path / EVIDENCE if path.is_dir() else path
    try:
        with opened(file) as lines:
            return _evidence(_parsed(lines), str(file))
    except OSError as error:
        raise UnreadableEvidence(
            f"{file} cannot be read: {error.strerror or error}. Name an {EVIDENCE}, or the folder of a run."
        ) from error


def as_evidence(events: Evidence | Iterable[Mapping[str, Any]]) -> Evidence:
    """Return events as evidence, as if they had been read. Raises `UnreadableEvidence` like `read_events`."""
    if isinstance(events, Evidence):
        return events
    return _evidence(((number, event, None) for number, event in enumerate(events, 1)), "the evidence")


def _parsed(lines: Iterable[bytes]) -> Iterator[tuple[int, Any, str | None]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        unfinished = "this is not JSON" if line.endswith(b"\n") else "the last line is cut off"
        try:
            yield number, json.loads(line.decode("utf-8", "replace"), parse_constant=_refuse), None
        except (ValueError, RecursionError):
            yield number, None, unfinished


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not JSON")


def _evidence(lines: Iterable[tuple[int, Any, str | None]], name: str) -> Evidence:
    events: list[Event] = []
    problems: list[str] = []
    for number, event, problem in lines:
        wrong = [problem] if problem else list(_wrong(event))
        if not events:
            _require_header(event, wrong, name, number)
        elif not wrong and event["type"] == "header":
            wrong = ["a second header: merge runs with `kraken-conformance merge`"]
        if not wrong:
            try:
                events.append(cast(Event, _harmless(event)))
            except RecursionError:
                wrong = ["this is nested too deeply"]
        problems += [f"{name}, line {number}: {text}; the line is left out" for text in wrong]
    if not events:
        raise UnreadableEvidence(f"{name} is empty: the run wrote nothing. Run again.")
    if events[-1]["type"] != "footer":
        problems.append(f"{name} has no footer: the run was cut short, and its end is not known")
    if len(problems) > PROBLEMS_KEPT:
        problems[PROBLEMS_KEPT:] = [f"and {len(problems) - PROBLEMS_KEPT} more problems"]
    return Evidence(tuple(events), bool(problems), tuple(problems))


def _wrong(event: Any) -> Iterator[str]:
    if not isinstance(event, dict):
        yield "this is not a JSON object"
    elif not isinstance(event.get("type"), str) or event["type"] not in line_schemas():
        yield f"`type` is {event.get('type')!r:.60}: expected one of {', '.join(line_schemas())}"
    else:
        yield from line_problems(event, whole=False)


def _require_header(event: Any, wrong: list[str], name: str, number: int) -> None:
    version = event.get("schema_version") if isinstance(event, dict) else None
    if isinstance(version, int) and version > SCHEMA_VERSION:
        raise UnreadableEvidence(
            f"{name} is of schema version {version}, and this version reads up to {SCHEMA_VERSION}: "
            "update kraken-conformance and try again."
        )
    if not isinstance(event, dict) or event.get("type") != "header":
        raise UnreadableEvidence(
            f"{name}, line {number}: this is no header. Name an {EVIDENCE} as `run` wrote it."
        )
    if wrong or not isinstance(version, int) or isinstance(version, bool):
        problem = "; ".join(wrong) or f"`schema_version` is {version!r}: expected {SCHEMA_VERSION}"
        raise UnreadableEvidence(
            f"{name}, line {number}: {problem}. Without its header a run cannot be reported."
        )


def _harmless(event: Mapping[str, Any]) -> Mapping[str, Any]:
    made: dict[str, Any] = {key: _plain(value) for key, value in event.items() if key != "case"}
    if event["type"] == "finding":
        for own, shortened in zip(
            (event, *event.get("before", ())), (made, *made.get("before", ())), strict=True
        ):
            _say_what_is_cut(own, shortened)
    return made


def _say_what_is_cut(event: Mapping[str, Any], made: dict[str, Any]) -> None:
    for side in ("request", "response"):
        body = (event.get(side) or {}).get("body")
        if isinstance(body, str) and len(body) > LONGEST:
            made[side]["truncated"] = True
            made[side]["characters"] = len(body)


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return plain(value if len(value) <= LONGEST else value[: LONGEST - 1] + "…")
    if isinstance(value, dict):
        return {_plain(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value
