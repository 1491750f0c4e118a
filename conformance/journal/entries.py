"""The journal: a line for each record that a run created, written as it happens."""

import json
import os
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from kraken_conformance.exceptions import UsageError, why
from kraken_conformance.file_content import text_of
from kraken_conformance.model.exchange import Exchange
from kraken_conformance.model.successful_value import value_of_success
from kraken_conformance.safety.known_secrets import KNOWN
from kraken_conformance.safety.redaction import Redactor
from kraken_conformance.spec import Contract, Effect

JOURNAL = "journal.jsonl"

LONGEST = 200
"""Longer texts are no ids, and are not kept."""


@dataclass(frozen=True, slots=True)
class Created:
    """A record that a mutation created. `id` is the entry's own, `url` the address it was sent to, `at` ISO 8601.

    `sent` and `answered` are the plain values of the input and of the answer, by their path, without secrets.
    """

    id: str
    at: str
    mutation: str
    server: str
    url: str
    sent: Mapping[str, Any]
    answered: Mapping[str, Any]


class Journal:
    """Appends to a journal. Several processes may do so at once: a line is written in one go.

    With `send`, each line is handed to it instead, because the file is on another host.
    """

    def __init__(self, path: Path, contract: Contract, *, send: Callable[[str], None] | None = None) -> None:
        self._send = send or partial(append_line, path)
        self._contract = contract

    def note(self, exchange: Exchange) -> None:
        """Write down what an exchange created, and what those before it did; nothing where they did not."""
        for earlier in exchange.before:
            self.note(earlier)
        case = exchange.case
        root = value_of_success(exchange, self._contract.platform.possible_errors_field)
        if case.mutation is None or root is None:
            return
        mutation = self._contract.mutations[case.mutation]
        if Effect.CREATES not in mutation.effects and mutation.undone_by is None:
            return
        redactor = Redactor()
        entry = Created(
            id=uuid.uuid4().hex[:12],
            at=_now(),
            mutation=case.mutation,
            server=case.server,
            url=exchange.request.url,
            sent=dict(_plain(redactor.value(dict(case.variables)))),
            answered=dict(_plain(redactor.value(root))),
        )
        self._send(_line(KNOWN.event({"type": "created", **asdict(entry)})))


def read_journal(directory: Path) -> list[Created]:
    """Return what the runs of a folder created and what is not undone, the latest first.

    A last line that was cut short is left out. Raises `UsageError` where there is no journal or it is damaged.
    """
    path = directory / JOURNAL if directory.is_dir() else directory
    try:
        lines = text_of(path).splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{path}: there is no journal to be read ({why(error)}). Name the folder of a run."
        ) from None
    created: dict[str, Created] = {}
    for number, line in enumerate(lines, 1):
        try:
            entry = json.loads(line)
            if entry.pop("type") == "created":
                created[entry["id"]] = _sound(Created(**entry))
            else:
                created.pop(entry["id"], None)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            if number < len(lines):
                raise UsageError(
                    f"{path}:{number}: this is no line of a journal. Fix or remove it."
                ) from None
    return list(reversed(created.values()))


def _sound(entry: Created) -> Created:
    """Return an entry. Raises `TypeError` where a part of it is of another type than that of an entry."""
    texts = (entry.id, entry.at, entry.mutation, entry.server, entry.url)
    if not all(isinstance(text, str) for text in texts):
        raise TypeError
    if not (isinstance(entry.sent, dict) and isinstance(entry.answered, dict)):
        raise TypeError
    return entry


def mark_undone(directory: Path, entry: Created) -> None:
    """Note that a record is no more."""
    path = directory / JOURNAL if directory.is_dir() else directory
    append_line(path, _line({"type": "undone", "id": entry.id, "at": _now()}))


def append_line(path: Path, line: str) -> None:
    """Append a line to the journal at `path`, in one go."""
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, line.encode())
    finally:
        os.close(handle)


def _line(entry: Mapping[str, Any]) -> str:
    return json.dumps(entry, ensure_ascii=True) + "\n"


def _plain(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from _plain(item, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _plain(item, f"{path}.{number}")
    elif value is not None and len(str(value)) <= LONGEST:
        yield path, value


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
