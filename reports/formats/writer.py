"""Writes the reports of a run into a folder."""

import os
import tempfile
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from kraken_conformance.encodable_text import encodable
from kraken_conformance.exceptions import ExtensionError
from kraken_conformance.extensions import REPORTS, load_extensions
from kraken_conformance.reports.evidence.reader import Evidence
from kraken_conformance.reports.exceptions import ReportError
from kraken_conformance.reports.formats import (
    badge,
    ci_annotations,
    html,
    junit,
    markdown,
    prometheus,
    results,
)
from kraken_conformance.reports.run.from_events import summarise
from kraken_conformance.reports.run.run import Run

OWN: Mapping[str, Mapping[str, Callable[[Run], str]]] = {
    "json": {"results.json": results.render},
    "junit": {"junit.xml": junit.render},
    "html": {"report.html": html.render},
    "markdown": {"summary.md": markdown.render},
    "annotations": {"annotations.txt": ci_annotations.render},
    "prometheus": {"metrics.prom": prometheus.render},
    "badge": {"badge.svg": badge.render_svg, "badge.json": badge.render_json},
}
"""The files of each format, and what renders them."""


@cache
def report_formats() -> Mapping[str, Mapping[str, Callable[[Run], str]]]:
    """Return the files of every format with what renders them: the tool's own, then those of extensions.

    Raises `ExtensionError` where an extension takes a name of ours.
    """
    added = load_extensions(REPORTS)
    if twice := sorted(OWN.keys() & added.keys()):
        raise ExtensionError(f"There is a report format {twice[0]} already. Give yours another name.")
    return {**OWN, **added}


def write_reports(
    events: Evidence | Iterable[Mapping[str, Any]],
    directory: Path,
    *,
    formats: Collection[str] = (),
    history: Sequence[Mapping[str, Any]] | None = None,
) -> list[Path]:
    """Write the reports of a run and return their paths.

    `formats` are the names of the formats to write, all by default. `history` are the `results.json` of earlier runs
    (`read_history`). Each file is written whole or not at all. Raises `ReportError` where a format is not known or the
    evidence cannot be read.
    """
    known = report_formats()
    unknown = sorted(set(formats) - set(known))
    if unknown:
        raise ReportError(f"There is no format {', '.join(unknown)}. Choose from {', '.join(known)}.")
    run = summarise(events, history=history)
    directory.mkdir(parents=True, exist_ok=True)
    written = []
    for name, files in known.items():
        if not formats or name in formats:
            for file, render in files.items():
                written.append(_replace(directory / file, render(run)))
    return written


def _replace(path: Path, text: str) -> Path:
    """Write a file beside its place and move it there: a reader sees the old one or the new one."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(encodable(text))
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return path
