"""The check of `shape.possible-errors`."""

from __future__ import annotations

from collections.abc import Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.checks.codes import may_raise
from kraken_conformance.checks.registry import check
from kraken_conformance.observation import Observation
from kraken_conformance.shape import short_json


def _lists_codes(seen: Observation) -> bool:
    return (
        seen.mutation is not None
        and isinstance(seen.root, dict)
        and isinstance(seen.root.get("possibleErrors"), list)
        and any(field.name == "possibleErrors" for field in seen.mutation.fields)
    )


@check("shape.possible-errors", applies=_lists_codes)
def shape_possible_errors(seen: Observation) -> Iterator[Breach]:
    """The payload's possibleErrors is null or lists codes that the mutation declares or that are common.

    Source: reference pages, "possibleErrors" and "The possible errors that can be raised are".
    """
    assert seen.mutation is not None
    assert seen.case.operation is not None
    for index, entry in enumerate(seen.root["possibleErrors"]):
        code = entry.get("code") if isinstance(entry, dict) else None
        if isinstance(code, str) and not may_raise(seen.contract, seen.mutation, code):
            path = ("data", seen.case.operation.root, "possibleErrors", index, "code")
            yield Breach(path, "a code that the mutation declares", short_json(code))
