"""Events of a run to reports: HTML, JUnit, Markdown, and what machines read."""

from kraken_conformance.reports.evidence.reader import Evidence, read_events
from kraken_conformance.reports.exceptions import ReportError, UnreadableEvidence, UnreadableResults
from kraken_conformance.reports.formats.writer import report_formats, write_reports
from kraken_conformance.reports.run.earlier_runs import read_history
from kraken_conformance.reports.run.from_events import summarise
from kraken_conformance.reports.run.run import Run

__all__ = [
    "Evidence",
    "ReportError",
    "Run",
    "UnreadableEvidence",
    "UnreadableResults",
    "read_events",
    "read_history",
    "report_formats",
    "summarise",
    "write_reports",
]
