"""Must-not-count exchanges: for every requirement, what looks like its healthy exchange and shows nothing of it.

Each is declared in the module of its family (`of_shape.py`, …) as a change to a healthy exchange. The healthy exchange
is a real one, with the reference server; it has to count, and what the change makes of it must not.
"""

from kraken_conformance.selftest.uncounted.registry import not_counted, schema_not_counted
from kraken_conformance.selftest.uncounted.rows import UncountedRow, run_uncounted

__all__ = ["UncountedRow", "not_counted", "run_uncounted", "schema_not_counted"]
