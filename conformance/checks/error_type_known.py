"""The check of `error.type-known`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.checks._shared.applicability import has_extension
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violation
from kraken_conformance.operations.shape import short_json


@check("error.type-known", applies=has_extension("errorType"))
def error_type_known(observation: Observation) -> Iterator[Violation]:
    """The type of an error is one of those that the platform knows.

    Source: platform documentation, values of errorType.
    """
    known = observation.contract.error_types
    for error in observation.errors:
        found = error.extensions.get("errorType")
        if found is not None and found not in known:
            path = ("errors", error.index, "extensions", "errorType")
            yield Violation(path, f"one of {', '.join(known)}", short_json(found))
