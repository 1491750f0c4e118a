"""Events of a run to reports: HTML, JUnit, Markdown, and what machines read."""

from kraken_conformance.reports.evidence import Evidence, read_events
from kraken_conformance.reports.exceptions import ReportError, UnreadableEvidence, UnreadableResults
from kraken_conformance.reports.history import read_history
from kraken_conformance.reports.run import Run
from kraken_conformance.reports.summary import summarise
from kraken_conformance.reports.write import DEFAULT, FORMATS, write_reports

__all__ = [
    "DEFAULT",
    "FORMATS",
    "Evidence",
    "ReportError",
    "Run",
    "UnreadableEvidence",
    "UnreadableResults",
    "read_events",
    "read_history",
    "summarise",
    "write_reports",
]
