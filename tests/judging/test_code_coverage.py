"""How many of the declared codes were raised where they were due, and what the gate says of it."""

from __future__ import annotations

from typing import Any

from kraken_conformance.judging.code_coverage import percent_raised, too_low

CODES = ("KT-CT-1", "KT-CT-2", "KT-CT-3", "KT-CT-4")


def events(*raised: tuple[str, list[str]], codes: tuple[str, ...] = CODES, least: float | None = None) -> Any:
    contract = [{"name": name, "server": "API", "errors": list(codes)} for name in ("one", "two", "left out")]
    configuration = {"mutations": ["one", "two"], **({} if least is None else {"min_coverage": least})}
    results = [{"type": "result", "mutation": name, "provoked": found} for name, found in raised]
    return [
        {"type": "header", "configuration": configuration, "contract": {"mutations": contract}},
        *results,
        {"type": "result", "mutation": "one"},
    ]


def test_a_code_counts_once_per_mutation_that_was_selected() -> None:
    assert percent_raised(events()) == 0
    twice = (("one", ["KT-CT-1"]), ("one", ["KT-CT-1", "KT-CT-2"]), ("two", ["KT-CT-1"]))
    assert percent_raised(events(*twice)) == 100 * 3 / 8
    assert percent_raised(events(*twice, ("left out", ["KT-CT-4"]))) == 100 * 3 / 8


def test_a_code_that_the_mutation_does_not_declare_counts_for_nothing() -> None:
    assert percent_raised(events(("one", ["KT-CT-9"]))) == 0


def test_where_no_code_is_declared_none_is_missing() -> None:
    assert percent_raised(events(codes=())) == 100


def test_the_gate_takes_its_own_number_and_nothing_below() -> None:
    half = (("one", list(CODES)),)
    assert too_low(events(*half)) is None
    assert too_low(events(*half, least=50)) is None
    assert "50.0 % of the declared codes were raised, less than the 50.1 %" in str(
        too_low(events(*half, least=50.1))
    )
