"""Renders a comparison of two runs: for a terminal, for a program, for a merge request."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict

from kraken_conformance.reports.comparison import Change, ChangeKind, Comparison
from kraken_conformance.reports.markdown import code, escaped
from kraken_conformance.reports.text import counted, one_line, plain

MOST = 50
"""Changes of one kind that Markdown lists; hosts cut long comments."""


def as_text(found: Comparison) -> str:
    """Return the comparison for a terminal, one line a change."""
    return "\n".join(_text(found)) + "\n"


def _text(found: Comparison) -> Iterator[str]:
    yield f"{plain(found.old_verdict)} -> {plain(found.new_verdict)}"
    yield from (one_line(note) for note in found.notes)
    for kind in ChangeKind:
        changes = found.of_kind(kind)
        if changes:
            yield f"{kind} ({len(changes)})"
            yield from (f"  {line}" for line in _lines(kind, changes))
    yield "Regression." if found.regression else "No regression."


def _lines(kind: ChangeKind, changes: Iterable[Change]) -> Iterator[str]:
    if kind is ChangeKind.NO_LONGER_TESTED:
        lost = Counter(change.subject for change in changes)
        yield from (f"{one_line(name)}: {counted(count, 'requirement')}" for name, count in lost.items())
        return
    for change in changes:
        note = "" if change.decides or kind is ChangeKind.FIXED else ", does not decide the verdict"
        line = f"{change.level} {change.requirement} on {change.subject} ({change.finding}{note})"
        yield one_line(f"{line}: {change.detail}", 400)


def as_json(found: Comparison) -> str:
    """Return the comparison as JSON: the verdicts, whether there is a regression, each change."""
    content = {
        "old_verdict": found.old_verdict,
        "new_verdict": found.new_verdict,
        "regression": found.regression,
        "notes": found.notes,
        "counts": {kind.value: len(found.of_kind(kind)) for kind in ChangeKind},
        "changes": [asdict(change) for change in found.changes],
    }
    return json.dumps(content, ensure_ascii=True, indent=1) + "\n"


def as_markdown(found: Comparison) -> str:
    """Return the comparison for a merge request."""
    return "\n".join(_markdown(found)) + "\n"


def _markdown(found: Comparison) -> Iterator[str]:
    yield f"## {'❌ Regression' if found.regression else '✅ No regression'}"
    yield f"\nVerdict: {escaped(found.old_verdict)}, now {escaped(found.new_verdict)}.\n"
    yield from (f"> {escaped(note)}" for note in found.notes)
    yield "\n| " + " | ".join(ChangeKind) + " |\n" + "| --- " * len(ChangeKind) + "|"
    yield "| " + " | ".join(str(len(found.of_kind(kind))) for kind in ChangeKind) + " |"
    for kind in ChangeKind:
        changes = found.of_kind(kind)
        if changes:
            yield f"\n### {str(kind).capitalize()}\n"
            yield from (_item(kind, change) for change in changes[:MOST])
            if len(changes) > MOST:
                yield f"- and {len(changes) - MOST} more"


def _item(kind: ChangeKind, change: Change) -> str:
    level = "" if kind in (ChangeKind.NO_LONGER_TESTED, ChangeKind.FIXED) else f"**{escaped(change.level)}** "
    return f"- {level}{code(change.requirement)} on {code(change.subject)}: {escaped(one_line(change.detail, 300))}"
