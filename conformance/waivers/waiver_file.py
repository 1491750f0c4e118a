"""Reads and writes files of waivers."""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from kraken_conformance.events import FindingEvent
from kraken_conformance.exceptions import UsageError
from kraken_conformance.file_content import text_of
from kraken_conformance.waivers.waiver import Waiver, place

_KEYS = ("requirement", "mutation", "server", "path", "finding", "reason", "expires")
_TEXTS = ("requirement", "mutation", "server", "path", "finding", "reason")
_ENTRY = re.compile(r"\s*\[\[\s*waiver\s*\]\]")
_FINDING = re.compile(r"[0-9a-f]{8}")
_POSITION = re.compile(r"\[\d+\]")


def load_waivers(
    path: Path, *, mutations: Iterable[str], servers: Iterable[str], requirements: Iterable[str]
) -> tuple[Waiver, ...]:
    """Read a file of waivers, given the names that a waiver may be about: those of a contract, or of a run.

    Raises `UsageError` with everything that is wrong with it, each with the file, the line and what to do.
    """
    try:
        text = text_of(path)
        content = tomllib.loads(text)
    except OSError as error:
        raise UsageError(f"--waivers {path}: it cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise UsageError(f"--waivers {path}: the file is not UTF-8.") from None
    except (ValueError, RecursionError) as error:  # of deep nesting and long numbers, the library's own
        line = re.search(r"at line (\d+)", str(error))
        where = path if line is None else f"{path}:{line[1]}"
        raise UsageError(f"{where}: this is no TOML: {error}.") from None
    entries = content.get("waiver", [])
    if (
        set(content) - {"waiver"}
        or not isinstance(entries, list)
        or not all(isinstance(entry, dict) for entry in entries)
    ):
        raise UsageError(f"{path}:1: a file of waivers holds [[waiver]] entries and nothing else.")
    lines = _EntryLines(text, len(entries))
    problems: list[str] = []
    waivers: list[Waiver] = []
    for number, entry in enumerate(entries):
        found = [
            f"{path}:{lines.of(number, key)}: {message}"
            for key, message in _problems(entry, mutations, servers, requirements)
        ]
        problems += found
        if not found:
            waivers.append(_waiver(entry, f"{path}:{lines.of(number)}"))
    if problems:
        raise UsageError("\n".join(problems))
    return tuple(waivers)


def paste_ready(finding: FindingEvent, *, reason: str, expires: date) -> str:
    """Return the entry that would waive a finding, and only it, with what was found as comments."""
    subject = (
        ("server", finding["server"]) if finding["mutation"] is None else ("mutation", finding["mutation"])
    )
    notes = {
        "at": place(finding["path"]) or "the response",
        "expected": finding["expected"],
        "actual": finding["actual"],
    }
    return "\n".join(
        [
            *(f"# {name} {_one_line(text)}" for name, text in notes.items()),
            "[[waiver]]",
            f"requirement = {_quoted(finding['requirement'])}",
            f"{subject[0]} = {_quoted(subject[1])}",
            f"finding = {_quoted(finding['id'])}",
            f"reason = {_quoted(reason)}",
            f"expires = {expires.isoformat()}",
        ]
    )


def _waiver(entry: dict[str, Any], where: str) -> Waiver:
    path = entry.get("path")
    return Waiver(
        requirement=entry["requirement"],
        mutation=entry.get("mutation"),
        server=entry.get("server"),
        place=None if path is None else _POSITION.sub("[*]", path),
        finding=entry.get("finding"),
        reason=entry["reason"].strip(),
        expires=entry["expires"],
        where=where,
    )


def _problems(
    entry: dict[str, Any], mutations: Iterable[str], servers: Iterable[str], requirements: Iterable[str]
) -> Iterator[tuple[str | None, str]]:
    for key, value in entry.items():
        if key not in _KEYS:
            yield key, f"there is no key {key!r}. {_nearest(key, _KEYS)}"
        elif key in _TEXTS and not isinstance(value, str):
            yield key, f"{key} is a text: put it in quotation marks."
    yield from _unknown(entry, "requirement", requirements, "See requirements.yaml, or `explain`.")
    if ("mutation" in entry) == ("server" in entry):
        yield None, "give either `mutation`, or `server` for a finding on a server as a whole."
    yield from _unknown(entry, "mutation", mutations, "See `spec export`.")
    yield from _unknown(entry, "server", servers, f"There are {', '.join(servers)}.")
    if "requirement" not in entry:
        yield None, "`requirement` is missing: which promise is known to be broken?"
    finding = entry.get("finding")
    if isinstance(finding, str) and not _FINDING.fullmatch(finding):
        yield "finding", f"{finding!r} is no id of a finding: it has 8 hexadecimal digits."
    reason = entry.get("reason")
    if reason is None or (isinstance(reason, str) and not reason.strip()):
        yield "reason", "`reason` is missing: say why this failure is accepted, and who fixes it."
    expires = entry.get("expires")
    if expires is None:
        yield None, "`expires` is missing: give the last day of the waiver, such as expires = 2026-12-31."
    elif not isinstance(expires, date) or isinstance(expires, datetime):
        yield "expires", "`expires` is a day without quotation marks, such as expires = 2026-12-31."


def _unknown(
    entry: dict[str, Any], key: str, known: Iterable[str], hint: str
) -> Iterator[tuple[str | None, str]]:
    name, names = entry.get(key), list(known)
    if isinstance(name, str) and name not in names:
        yield key, f"there is no {key} {name!r}. {_nearest(name, names) or hint}"


def _nearest(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f"Did you mean {near[0]!r}?" if near else ""


def _quoted(text: str) -> str:
    # A JSON string of printable characters is a basic string of TOML too; DEL is the one that is not.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def _one_line(text: str) -> str:
    shown = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return shown if len(shown) <= 100 else shown[:99] + "…"


class _EntryLines:
    """The lines of the entries of a file that parses. tomllib does not tell them."""

    def __init__(self, text: str, entries: int) -> None:
        self._lines = text.split("\n")
        starts = [
            number
            for number, line in enumerate(self._lines)
            if _ENTRY.match(line) and self._begins_here(number)
        ]
        self._starts = starts if len(starts) == entries else [0] * entries

    def of(self, entry: int, key: str | None = None) -> int:
        """Return the line, from 1, of a key of an entry, or of the entry where it has no such line."""
        start = self._starts[entry]
        end = self._starts[entry + 1] if entry + 1 < len(self._starts) else len(self._lines)
        if key is not None:
            written = re.compile(rf"""\s*["']?{re.escape(key)}["']?\s*=""")
            for number in range(start, end):
                if written.match(self._lines[number]) and self._begins_here(number):
                    return number + 1
        return start + 1

    def _begins_here(self, number: int) -> bool:
        """Whether a line is not inside a text of several lines: then, what comes before it parses too."""
        try:
            tomllib.loads("\n".join(self._lines[:number]))
        except tomllib.TOMLDecodeError:
            return False
        return True
