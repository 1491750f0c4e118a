"""The check of `shape.top-level`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.checks.applicability import graphql_answered
from kraken_conformance.checks.registry import check
from kraken_conformance.observation import Observation
from kraken_conformance.shape import short_json

ENTRIES = ("data", "errors", "extensions")


@check("shape.top-level", applies=graphql_answered)
def shape_top_level(seen: Observation) -> Iterator[Breach]:
    """A response is a JSON object with no other entries than data, errors and extensions.

    Source: GraphQL specification, October 2021, section 7.1 Response Format.
    """
    if not isinstance(seen.json, dict):
        yield Breach((), "a JSON object", short_json(seen.json))
    for key, value in seen.body.items():
        if key not in ENTRIES:
            yield Breach((key,), "only data, errors and extensions", short_json({key: value}))
