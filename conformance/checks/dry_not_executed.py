"""The check of `dry.not-executed`."""

from __future__ import annotations

import json
from collections.abc import Iterator

from graphql import get_named_type, is_non_null_type

from kraken_conformance.breach import Breach
from kraken_conformance.checks.dry_run import POSSIBLE_ERRORS, answers_header, payload
from kraken_conformance.checks.registry import check
from kraken_conformance.observation import Observation


@check("dry.not-executed", applies=answers_header)
def dry_not_executed(seen: Observation) -> Iterator[Breach]:
    """With the dry-run header nothing is executed, so nothing but possibleErrors has a value.

    A field that cannot be null has one in every answer, and shows nothing.

    Source: platform documentation, X-Kraken-Possible-Errors
    """
    operation = seen.case.operation
    assert operation is not None
    never_null = _never_null(seen)
    for name, value in payload(seen).items():
        if name not in (POSSIBLE_ERRORS, "__typename", *never_null) and value is not None:
            yield Breach(
                path=("data", operation.root, name),
                expected="null: a dry run executes nothing",
                actual=json.dumps(value, ensure_ascii=False)[:160],
            )


def _never_null(seen: Observation) -> frozenset[str]:
    """Return the fields of the payload that the schema gives a type without null."""
    root, mutation = seen.target.type_system.mutation_type, seen.mutation
    if root is None or mutation is None or mutation.name not in root.fields:
        return frozenset()
    fields = getattr(get_named_type(root.fields[mutation.name].type), "fields", {})
    return frozenset(name for name, field in fields.items() if is_non_null_type(field.type))
