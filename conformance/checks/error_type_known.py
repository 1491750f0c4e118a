"""The check of `error.type-known`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.checks.applicability import has_extension
from kraken_conformance.checks.registry import check
from kraken_conformance.observation import Observation
from kraken_conformance.shape import short_json


@check("error.type-known", applies=has_extension("errorType"))
def error_type_known(seen: Observation) -> Iterator[Breach]:
    """The type of an error is one of those that the platform knows.

    Source: platform documentation, values of errorType.
    """
    known = seen.contract.error_types
    for error in seen.errors:
        found = error.extensions.get("errorType")
        if found is not None and found not in known:
            path = ("errors", error.index, "extensions", "errorType")
            yield Breach(path, f"one of {', '.join(known)}", short_json(found))
