"""Every requirement has exchanges that must not count as judged, and none of them does."""

from __future__ import annotations

import pytest

from kraken_conformance.selftest.uncounted import UncountedRow, run_uncounted
from kraken_conformance.selftest.uncounted.registry import (
    NotCounted,
    SchemaNotCounted,
    all_not_counted,
    all_schema_not_counted,
)
from kraken_conformance.spec import load_contract, load_requirements

ENTRIES = (*all_not_counted(), *all_schema_not_counted())


@pytest.fixture(scope="module")
def rows() -> dict[tuple[str, str], UncountedRow]:
    return {(row.requirement, row.name): row for row in run_uncounted(load_contract("oefr"))}


def test_every_requirement_has_an_exchange_that_must_not_count() -> None:
    assert {entry.requirement for entry in ENTRIES} == set(load_requirements())


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"{entry.requirement}-{entry.name}")
def test_the_healthy_exchange_counts_and_the_changed_one_does_not(
    rows: dict[tuple[str, str], UncountedRow], entry: NotCounted | SchemaNotCounted
) -> None:
    row = rows[entry.requirement, entry.name]
    assert row.healthy, "no healthy exchange shows the requirement"
    assert not row.counted, row.reason


def test_every_reason_is_one_sentence() -> None:
    assert all(entry.reason.endswith(".") and len(entry.reason) <= 110 for entry in ENTRIES)


def test_no_exchange_has_the_name_of_another() -> None:
    keys = [(entry.requirement, entry.name) for entry in ENTRIES]
    assert len(set(keys)) == len(keys)
