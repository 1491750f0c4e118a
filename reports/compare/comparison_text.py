"""Renders a comparison of two runs: for a terminal, for a program, for a merge request."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from kraken_conformance.reports.compare.run_comparison import ChangeKind, OutcomeChange, RunComparison
from kraken_conformance.reports.formats.markdown import code, escaped
from kraken_conformance.reports.run.requirement_history import history_words
from kraken_conformance.reports.text.safe_text import counted, one_line, plain

MOST = 50
"""Changes of one kind that Markdown lists; hosts cut long comments."""


def as_text(found: RunComparison) -> str:
    """Return the comparison for a terminal, one line a change."""
    return "\n".join(_text(found)) + "\n"


def _text(found: RunComparison) -> Iterator[str]:
    old, new = (one_line(at, 40) for at in (found.old_started_at, found.new_started_at))
    yield f"{plain(found.old_words)} ({old}) -> {plain(found.new_words)} ({new})"
    yield from (one_line(note) for note in found.notes)
    for kind in ChangeKind:
        changes = found.of_kind(kind)
        if changes:
            yield f"{kind} ({len(changes)})"
            yield from (f"  {line}" for line in _lines(kind, changes, found.new_started_at))
    yield "Regression." if found.regression else "No regression."


def _lines(kind: ChangeKind, changes: Iterable[OutcomeChange], at: str) -> Iterator[str]:
    if kind is ChangeKind.NO_LONGER_TESTED:
        lost = Counter(change.subject for change in changes)
        yield from (f"{one_line(name)}: {counted(count, 'requirement')}" for name, count in lost.items())
        return
    for change in changes:
        note = "" if change.decides or kind is ChangeKind.FIXED else ", does not decide the verdict"
        line = f"{change.level} {change.requirement} on {change.subject} ({change.finding}{note})"
        yield one_line(f"{line}: {change.detail}" if change.detail else line, 400)
        if change.past is not None:
            yield f"  {one_line(history_words(change.past, at))}"


def as_json(found: RunComparison) -> str:
    """Return the comparison as JSON: the verdicts, whether there is a regression, each change."""
    content = {
        "old_verdict": found.old_verdict,
        "new_verdict": found.new_verdict,
        "old_scope": found.old_scope,
        "new_scope": found.new_scope,
        "old_started_at": found.old_started_at,
        "new_started_at": found.new_started_at,
        "regression": found.regression,
        "notes": found.notes,
        "counts": {kind.value: len(found.of_kind(kind)) for kind in ChangeKind},
        "changes": [_entry(change) for change in found.changes],
    }
    return json.dumps(content, ensure_ascii=True, indent=1) + "\n"


def _entry(change: OutcomeChange) -> dict[str, Any]:
    entry = asdict(change)
    del entry["past"]
    return {**entry, "history": None if change.past is None else change.past.to_json()}


def as_markdown(found: RunComparison) -> str:
    """Return the comparison for a merge request."""
    return "\n".join(_markdown(found)) + "\n"


def _markdown(found: RunComparison) -> Iterator[str]:
    yield f"## {'❌ Regression' if found.regression else '✅ No regression'}"
    old, new = (escaped(one_line(at, 40)) for at in (found.old_started_at, found.new_started_at))
    yield (f"\nVerdict: {escaped(found.old_words)} ({old}), now {escaped(found.new_words)} ({new}).\n")
    yield from (f"> {escaped(note)}" for note in found.notes)
    yield "\n| " + " | ".join(ChangeKind) + " |\n" + "| --- " * len(ChangeKind) + "|"
    yield "| " + " | ".join(str(len(found.of_kind(kind))) for kind in ChangeKind) + " |"
    for kind in ChangeKind:
        changes = found.of_kind(kind)
        if changes:
            yield f"\n### {str(kind).capitalize()}\n"
            yield from (_item(kind, change, found.new_started_at) for change in changes[:MOST])
            if len(changes) > MOST:
                yield f"- and {len(changes) - MOST} more"


def _item(kind: ChangeKind, change: OutcomeChange, at: str) -> str:
    level = "" if kind in (ChangeKind.NO_LONGER_TESTED, ChangeKind.FIXED) else f"**{escaped(change.level)}** "
    detail = f": {escaped(one_line(change.detail, 300))}" if change.detail else ""
    past = "" if change.past is None else f" ({escaped(history_words(change.past, at))})"
    return f"- {level}{code(change.requirement)} on {code(change.subject)}{detail}{past}"
