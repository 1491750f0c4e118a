"""Writes and reads `evidence.jsonl`; docs/evidence-format.md describes it."""

import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO, cast

from kraken_conformance.event_schema import line_schemas, problems
from kraken_conformance.events import Event, HeaderEvent, SubjectEvent, header_of
from kraken_conformance.exceptions import EvidenceError, UsageError, why
from kraken_conformance.file_content import text_of
from kraken_conformance.safety.known_secrets import KNOWN

SCHEMA_VERSION = 1
NAME = "evidence.jsonl"


class EvidenceWriter:
    """Appends events to the evidence of a run. Each is in the file before the next is taken.

    `kept` are the events that the file holds to begin with, in the place of any that was there before.
    Raises `UsageError` where the folder cannot be written to.
    """

    def __init__(self, directory: Path, kept: Sequence[Event] = ()) -> None:
        self.path = directory / NAME
        self.trouble: str | None = None
        """Why the file cannot be written any more; the events are in memory all the same."""
        self._file: TextIO
        self.events: list[Event] = list(map(KNOWN.event, kept))
        try:
            directory.mkdir(parents=True, exist_ok=True)
            self._replace_all()
        except OSError as error:
            raise UsageError(f"--output {directory}: it cannot be written to ({error.strerror}).") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._file.close()
        except OSError as closing:
            self.trouble = self.trouble or f"{self.path}: it cannot be written any more ({closing.strerror})"

    def write(self, events: Iterable[Event]) -> None:
        """Append events."""
        for event in map(KNOWN.event, events):
            self.events.append(event)
            self._append(_line(event))

    def _append(self, line: str) -> None:
        """Write a line, or note why that cannot be done: nothing follows it then, and the events stay in memory."""
        if self.trouble is not None:
            return
        try:
            self._file.write(line)
            self._file.flush()
        except OSError as error:
            self.trouble = f"{self.path}: it cannot be written any more ({error.strerror})"

    def move(self, directory: Path) -> None:
        """Put the evidence into another folder, in the place of any that is there."""
        self._file.close()
        before, self.path = self.path, directory / NAME
        before.replace(self.path)
        with suppress(OSError):
            before.parent.rmdir()
        self._file = self.path.open("a", encoding="utf-8")

    def replace_header(self, header: HeaderEvent) -> None:
        """Put a header in the place of the first event, all at once."""
        self._file.close()
        self.events[0] = KNOWN.event(header)
        self._replace_all()

    def write_subject(self, events: Sequence[SubjectEvent]) -> None:
        """Append all events of a subject. The last one says so: without it, the subject was cut off."""
        if events:
            events[-1]["ends_subject"] = True
        self.write(events)

    def _replace_all(self) -> None:
        part = self.path.with_name(f".{NAME}.part")
        part.write_text("".join(map(_line, self.events)), "utf-8")
        part.replace(self.path)
        self._file = self.path.open("a", encoding="utf-8")


def read_evidence(path: Path) -> list[Event]:
    """Return the events of a file or of the folder of a run.

    Raises `EvidenceError` where the file is missing, is of a newer schema version, or has a line that is
    no event. A last line that was cut short is left out: the run that wrote it was stopped.
    """
    file = path / NAME if path.is_dir() else path
    try:
        lines = text_of(file).splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise EvidenceError(
            f"{file}: it cannot be read ({why(error)}). Name the folder of a run, or its {NAME}."
        ) from None
    events: list[Event] = []
    for number, line in enumerate(lines, 1):
        try:
            event = json.loads(line)
        except (ValueError, RecursionError):
            if number == len(lines):
                break
            raise EvidenceError(
                f"{file}:{number}: this line is no JSON. The file was edited or damaged."
            ) from None
        if not isinstance(event, dict) or "type" not in event:
            raise EvidenceError(f"{file}:{number}: this line is no event. The file was edited or damaged.")
        events.append(cast(Event, event))
    _check_header(file, events)
    for number, event in enumerate(events, 1):
        kind = event["type"]
        wrong = problems(event, whole=True) if isinstance(kind, str) and kind in line_schemas() else ()
        if wrong:
            raise EvidenceError(f"{file}:{number}: {wrong[0]}. The file was edited or damaged.")
    return events


def _check_header(file: Path, events: list[Event]) -> None:
    if not events or events[0]["type"] != "header":
        raise EvidenceError(f"{file}:1: the header is missing. This is no evidence of a run.")
    version = header_of(events).get("schema_version")
    if not isinstance(version, int) or version > SCHEMA_VERSION:
        raise EvidenceError(
            f"{file}:1: schema version {version} is newer than {SCHEMA_VERSION}, which this tool reads. Upgrade it."
        )


def _line(event: Event) -> str:
    return json.dumps(event, ensure_ascii=True) + "\n"
