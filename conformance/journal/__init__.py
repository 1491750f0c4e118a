"""What a run created, and how it is undone."""

from kraken_conformance.journal.cleaning import Cleaned, clean
from kraken_conformance.journal.entries import (
    JOURNAL,
    Created,
    Journal,
    append_line,
    mark_undone,
    read_journal,
)

__all__ = ["JOURNAL", "Cleaned", "Created", "Journal", "append_line", "clean", "mark_undone", "read_journal"]
