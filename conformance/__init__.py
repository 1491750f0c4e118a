"""Contract tests and conformance certification for GraphQL servers of the Kraken platform.

`run(RunRequest(...))` is a run as a function call; the errors are those of every part. What a run needs is
imported at the first use, so that an error costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kraken_conformance.exceptions import (
    EvidenceError,
    HarnessError,
    InternalError,
    TargetUnavailable,
    UsageError,
)

if TYPE_CHECKING:
    from kraken_conformance.api import RunVerdict, run
    from kraken_conformance.run_request import RunRequest

__all__ = [
    "EvidenceError",
    "HarnessError",
    "InternalError",
    "RunRequest",
    "RunVerdict",
    "TargetUnavailable",
    "UsageError",
    "run",
]


def __getattr__(name: str) -> Any:
    if name not in ("RunRequest", "RunVerdict", "run"):
        raise AttributeError(f"module {__name__} has no attribute {name}")
    from kraken_conformance import api

    return getattr(api, name)
