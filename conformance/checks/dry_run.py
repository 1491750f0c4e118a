"""What the checks of dry runs share: which answers they look at."""

from __future__ import annotations

from typing import Any

from kraken_conformance.case import DRY_RUN_HEADER, Expectation
from kraken_conformance.observation import Observation

POSSIBLE_ERRORS = "possibleErrors"


def asks_by_header(seen: Observation) -> bool:
    """Whether a dry run was asked for by the header, as against `@skip` in the document."""
    return seen.case.expectation is Expectation.DRY and DRY_RUN_HEADER in seen.case.headers


def answers_header(seen: Observation) -> bool:
    """Whether a target that is known to honour the header answered such a request with an object."""
    return asks_by_header(seen) and seen.target.dry_run_honoured is True and isinstance(seen.root, dict)


def payload(seen: Observation) -> dict[str, Any]:
    """Return the object that the mutation answered with."""
    assert isinstance(seen.root, dict)
    return seen.root
