"""The harness. Its errors are here, as they cost nothing to import; everything else is imported from where it lives."""

from kraken_conformance.exceptions import (
    EvidenceError,
    HarnessError,
    InternalError,
    TargetUnavailable,
    UsageError,
)

__all__ = ["EvidenceError", "HarnessError", "InternalError", "TargetUnavailable", "UsageError"]
