"""Headers of the platform, written out once for the tests."""

from __future__ import annotations

DRY_RUN_HEADER = ("X-Kraken-Possible-Errors", "true")
DRY_RUN_HEADERS = ("x-kraken-possible-errors", "x-possible-errors")
"""Its present and its former name, in lower case."""
