"""What the checks of dry runs share: which answers they look at."""

from __future__ import annotations

from typing import Any

from kraken_conformance.case import Expectation
from kraken_conformance.dry_run import HEADER
from kraken_conformance.observation import Observation

POSSIBLE_ERRORS = "possibleErrors"


def asked_by_header(seen: Observation) -> bool:
    """Whether a request asked by the header to be validated and not executed, on a target that knows the header."""
    by_header = any(name.lower() == HEADER.lower() for name, _ in seen.case.headers)
    honoured = seen.target.dry_run_honoured is not False
    return seen.case.expectation is Expectation.DRY and by_header and honoured


def payload(seen: Observation) -> dict[str, Any] | None:
    """Return the object that the mutation answered with, None where there is none."""
    return seen.root if isinstance(seen.root, dict) else None
