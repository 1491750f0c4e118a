"""Every requirement has exchanges that must not count as judged, and none of them does."""

from __future__ import annotations

from kraken_conformance.selftest.uncounted import run_uncounted
from kraken_conformance.selftest.uncounted.registry import (
    all_not_counted,
    all_schema_not_counted,
)
from kraken_conformance.spec import load_contract, load_requirements

ENTRIES = (*all_not_counted(), *all_schema_not_counted())


def test_every_requirement_has_an_exchange_that_must_not_count() -> None:
    assert {entry.requirement for entry in ENTRIES} == set(load_requirements())


def test_the_healthy_exchange_counts_and_the_changed_one_does_not() -> None:
    """All in one test: the exchanges of one server show them, and each process would send them again."""
    rows = run_uncounted(load_contract("oefr"))
    assert {(row.requirement, row.name) for row in rows} == {
        (entry.requirement, entry.name) for entry in ENTRIES
    }
    unhealthy = [f"{row.requirement}-{row.name}" for row in rows if not row.healthy]
    assert unhealthy == [], "no healthy exchange shows the requirement"
    counted = {f"{row.requirement}-{row.name}": row.reason for row in rows if row.counted}
    assert counted == {}


def test_every_reason_is_one_sentence() -> None:
    assert all(entry.reason.endswith(".") and len(entry.reason) <= 110 for entry in ENTRIES)


def test_no_exchange_has_the_name_of_another() -> None:
    keys = [(entry.requirement, entry.name) for entry in ENTRIES]
    assert len(set(keys)) == len(keys)
