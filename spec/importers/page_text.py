"""Finds the entries of a reference page: one per mutation, with the server whose section it is in.

A page is text as it comes out of a browser or a converter: lines are wrapped at marks of emphasis and
code, tables may have lost cells, whole sections may be missing, Markdown marks may be left.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from kraken_conformance.spec.importers.page_html import html_lines, is_html
from kraken_conformance.spec.loading.text_file import read_text

SECTIONS = ("arguments", "return fields", "mutation", "variables", "response")
"""The headings inside an entry. What stands before the first is the header and the prose."""

_NAME = re.compile(r"[a-z_]\w*")
_LABEL = re.compile(r"(type|url)\s*:\s*(.*)", re.IGNORECASE)
_TYPE = re.compile(r"\[*[A-Z_a-z]\w*!?\]*!?")
_OPERATION = re.compile(r"mutation\b[^{]*\{\s*(?:\w+\s*:\s*)?([a-z_]\w*)")
_OPERATION_BEGINS = re.compile(r"mutation\b\s*\w*\s*(?:[({]|$)(?<!mutation)")
_SERVER_HEADING = re.compile(r"[A-Z][\w ]{0,40}\b(?:site|server|api)", re.IGNORECASE)
_MARKUP = re.compile(r"[*`]+|^#+\s*|\[([^\]]*)\]\([^)]*\)")
_AUTOLINK = re.compile(r"<(https?://[^<>\s]+)>")


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line of a page: its number, from 1, its text, stripped, and that without marks of Markdown."""

    number: int
    text: str
    plain: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What a page says about one mutation.

    `heading` is that of the server's section, `url` the address, `type` the named type as SDL; each is
    None where the page does not say. `sections` maps the names in `SECTIONS` to their lines. `lines` are all of them,
    `unread_type` what stands in place of a type and is none.
    """

    name: str
    line: int
    heading: str | None
    type: str | None
    url: str | None
    prose: str
    sections: dict[str, tuple[PageLine, ...]]
    lines: tuple[PageLine, ...] = ()
    unread_type: str | None = None


def read_page(path: Path) -> list[PageLine]:
    """Read a page. Raises `ImportFailure` where it cannot be read or is no text."""
    text = read_text(path, "Name a page or a schema.")
    text = re.sub("[\u00a0\u2007\u202f]", " ", re.sub("[\ufeff\u200b\u200c\u200d\u00ad]", "", text))
    numbered = html_lines(text) if is_html(text) else enumerate(re.split(r"\r\n|\r|\n", text), 1)
    stripped = ((number, _AUTOLINK.sub(r"\1", line.strip())) for number, line in numbered)
    lines = [PageLine(number, line, _MARKUP.sub(r"\1", line).strip()) for number, line in stripped]
    spaced_out = not any(line.text and following.text for line, following in pairwise(lines))
    return [line for line in lines if line.text] if spaced_out else lines


def called_mutations(lines: list[PageLine]) -> Iterator[tuple[int, str]]:
    """Yield the line of each operation on a page, and the mutation that it calls."""
    return ((lines[position].number, called) for position, called in _operations(lines))


def find_entries(lines: list[PageLine]) -> Iterator[Entry]:
    """Yield the entries of a page in order."""
    starts = sorted(_starts(lines))
    heading = None
    for position, start in enumerate(starts):
        end = starts[position + 1] if position + 1 < len(starts) else len(lines)
        previous = next((line.plain for line in reversed(lines[:start]) if line.plain), "")
        heading = previous if _SERVER_HEADING.fullmatch(previous) else heading
        yield _entry(lines[start:end], heading)


def _starts(lines: list[PageLine]) -> set[int]:
    """Return the positions of headings: bare names that a label follows, or that an operation then calls."""
    starts = set()
    for position, line in enumerate(lines):
        if _NAME.fullmatch(line.plain) and _LABEL.match(_after(lines, position)):
            starts.add(position)
    for operation, called in _operations(lines):
        before = max((start for start in starts if start < operation), default=-1)
        if before >= 0 and lines[before].plain == called:
            continue
        named = (at for at in range(operation - 1, before, -1) if lines[at].plain == called)
        starts.update(at for at in [next(named, None)] if at is not None)
    return starts


def _after(lines: list[PageLine], position: int) -> str:
    return next((line.plain for line in lines[position + 1 :] if line.plain), "")


def _operations(lines: list[PageLine]) -> Iterator[tuple[int, str]]:
    for position, line in enumerate(lines):
        if _OPERATION_BEGINS.match(line.plain):
            found = _OPERATION.match("\n".join(line.text for line in lines[position : position + 60]))
            if found:
                yield position, found.group(1)


def _entry(lines: list[PageLine], heading: str | None) -> Entry:
    labels: dict[str, str] = {}
    prose: list[str] = []
    sections: dict[str, list[PageLine]] = {}
    into: list[PageLine] | None = None
    waiting: str | None = None
    for line in lines[1:]:
        section = line.plain.rstrip(":").lower()
        label = _LABEL.fullmatch(line.plain) if into is None else None
        if section in SECTIONS and section not in sections:
            into = sections.setdefault(section, [])
        elif _OPERATION_BEGINS.match(line.plain) and "mutation" not in sections:
            into = sections.setdefault("mutation", [line])
        elif into is not None:
            into.append(line)
        elif label and label.group(1).lower() not in labels and not prose:
            key, value = label.group(1).lower(), label.group(2).strip()
            labels[key] = value
            waiting = None if value else key
        elif waiting and line.plain:
            labels[waiting] = line.plain
            waiting = None
        elif line.plain or prose:
            prose.append(line.text)
    type_ = labels.get("type", "").replace(" ", "")
    return Entry(
        name=lines[0].plain,
        line=lines[0].number,
        heading=heading,
        type=type_ if _TYPE.fullmatch(type_) else None,
        url=labels.get("url") or None,
        prose="\n".join(prose),
        sections={name: tuple(found) for name, found in sections.items()},
        lines=tuple(lines[1:]),
        unread_type=labels["type"] if type_ and not _TYPE.fullmatch(type_) else None,
    )
