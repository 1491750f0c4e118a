"""Which walks go together, and which alone."""

from __future__ import annotations

from concurrent.futures import Future

from kraken_conformance.model.case import Case
from kraken_conformance.runner.sending.walk_scheduler import Waiting, WalkScheduler, ends_something
from kraken_conformance.spec import load_contract


def series_of(*cases: tuple[str, bool]) -> WalkScheduler:
    series = WalkScheduler()
    for mutation, alone in cases:
        series.waiting.append(Waiting(Case("flow", "API", mutation), Future(), "start", alone))
    return series


def begun(series: WalkScheduler) -> list[str | None]:
    return [waiting.case.mutation for waiting in series.begin()]


def test_what_ends_a_record_waits_for_the_others_and_they_for_it() -> None:
    series = series_of(("a", False), ("b", False), ("end", True), ("c", False))
    assert begun(series) == ["a", "b"]
    series.end()
    assert begun(series) == []
    series.end()
    assert begun(series) == ["end"]
    assert begun(series) == []
    series.end()
    assert begun(series) == ["c"]
    assert not series.over
    series.end()
    assert series.over


def test_a_case_that_comes_later_joins_those_under_way() -> None:
    series = series_of(("a", False))
    assert begun(series) == ["a"]
    series.waiting.append(Waiting(Case("flow", "API", "b"), Future(), "start"))
    assert begun(series) == ["b"]


def test_a_case_ends_something_if_any_of_its_steps_does() -> None:
    contract = load_contract("oefr")
    create, validate, delete = (
        Case("flow", "AUTH", f"{verb}MfaDevice") for verb in ("create", "validate", "delete")
    )
    assert not ends_something(Case("flow", "AUTH", "validateMfaDevice", before=(create,)), contract)
    assert ends_something(Case("flow", "AUTH", "deleteMfaDevice", before=(create, validate)), contract)
    assert ends_something(Case("flow", "AUTH", "validateMfaDevice", before=(create, delete)), contract)


def test_each_step_that_ends_what_it_takes_is_known_to_destroy() -> None:
    contract = load_contract("oefr")
    ending = [
        Case("flow", "API", step.mutation)
        for flow in contract.flows.values()
        for step in flow.steps.values()
        if step.ends
    ]
    assert len(ending) > 5
    assert [case.mutation for case in ending if not ends_something(case, contract)] == []
