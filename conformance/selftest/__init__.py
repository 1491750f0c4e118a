"""The kill matrix: every planted fault of the reference server against the check of the promise that it breaks."""

from kraken_conformance.selftest.matrix import KillMatrix, Row, run_matrix, with_uncounted

__all__ = ["KillMatrix", "Row", "run_matrix", "with_uncounted"]
