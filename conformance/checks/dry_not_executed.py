"""The check of `dry.not-executed`."""

from __future__ import annotations

import json
from collections.abc import Iterator

from kraken_conformance.breach import Breach
from kraken_conformance.checks.dry_run import POSSIBLE_ERRORS, answers_header, payload
from kraken_conformance.checks.registry import check
from kraken_conformance.observation import Observation


@check("dry.not-executed", applies=answers_header)
def dry_not_executed(seen: Observation) -> Iterator[Breach]:
    """With the dry-run header nothing is executed, so nothing but possibleErrors has a value.

    Source: platform documentation, X-Kraken-Possible-Errors
    """
    operation = seen.case.operation
    assert operation is not None
    for name, value in payload(seen).items():
        if name not in (POSSIBLE_ERRORS, "__typename") and value is not None:
            yield Breach(
                path=("data", operation.root, name),
                expected="null: a dry run executes nothing",
                actual=json.dumps(value, ensure_ascii=False)[:160],
            )
