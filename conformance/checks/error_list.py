"""The check of `error.list`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.checks.applicability import errors_present
from kraken_conformance.checks.registry import check
from kraken_conformance.observation import Observation
from kraken_conformance.shape import short_json


@check("error.list", applies=errors_present)
def error_list(seen: Observation) -> Iterator[Breach]:
    """Where errors is there, it is a list of objects with at least one entry.

    Source: GraphQL specification, October 2021, section 7.1.2 Errors.
    """
    errors = seen.body["errors"]
    if not isinstance(errors, list) or not errors:
        yield Breach(("errors",), "a list with at least one error, or no entry `errors`", short_json(errors))
        return
    for index, entry in enumerate(errors):
        if not isinstance(entry, dict):
            yield Breach(("errors", index), "an object", short_json(entry))
