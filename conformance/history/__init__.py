"""The runs of a target over time, in a SQLite file that needs no server."""

from kraken_conformance.history.record import PastFinding, PastRun, past_run, target_of
from kraken_conformance.history.status import status_line
from kraken_conformance.history.store import FILE, History

__all__ = [
    "FILE",
    "History",
    "PastFinding",
    "PastRun",
    "past_run",
    "status_line",
    "target_of",
]
