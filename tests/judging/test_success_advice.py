"""What is said to help mutations that never succeeded."""

from __future__ import annotations

from typing import Any

from kraken_conformance.judging.success_advice import what_helps
from tests.judging.test_verdict import result


def outcome(mutation: str | None, answers: str = "KT-X", kind: str = "refused only") -> Any:
    return {"mutation": mutation, "evidence": {"kind": kind, "answers": answers}}


def lacking(mutation: str, *steps: tuple[str, int], probe: str = "flow") -> Any:
    """A result of the probe of flows: earlier steps that were not made, each with how many walks lacked it."""
    unmet = [{"step": step, "why": "was refused", "cases": cases} for step, cases in steps]
    return {**result(mutation, probe=probe), "not_reached": unmet}


def advice(outcomes: list[Any], pools: dict[str, list[str]], *events: Any) -> list[tuple[str, list[str]]]:
    return [(one["do"], one["mutations"]) for one in what_helps(events, outcomes, pools)]


def test_nothing_is_advised_where_all_succeeded() -> None:
    reached = [outcome("one", kind="succeeded"), outcome("two", kind="not reached"), outcome(None)]
    assert advice(reached, {"one": ["account"], "two": ["account"]}) == []


def test_the_pool_that_helps_the_most_is_named_first_and_each_mutation_once() -> None:
    never = [outcome("one"), outcome("two"), outcome("three")]
    pools = {"one": ["account", "quote"], "two": ["quote"], "three": ["quote", "account"]}
    assert advice(never, pools) == [
        ("give known values: the pool quote of a profile", ["one", "two", "three"])
    ]


def test_pools_are_named_until_no_mutation_is_left_that_one_may_help() -> None:
    never = [outcome("one"), outcome("two"), outcome("three")]
    pools = {"one": ["account"], "two": ["account"], "three": ["meter"]}
    assert advice(never, pools) == [
        ("give known values: the pool account of a profile", ["one", "two"]),
        ("give known values: the pool meter of a profile", ["three"]),
    ]


def test_without_a_pool_the_step_that_most_walks_lacked_is_named() -> None:
    never = [outcome("end"), outcome("cancel")]
    walks = [lacking("end", ("create", 1), ("start", 5)), lacking("cancel", ("start", 2))]
    assert advice(never, {}, *walks) == [
        ("let the earlier step succeed: start was refused", ["end", "cancel"]),
    ]


def test_what_another_probe_lacked_is_no_step() -> None:
    assert advice([outcome("end")], {}, lacking("end", ("start", 5), probe="state")) == [
        ("see why it answers KT-X", ["end"])
    ]


def test_else_its_own_answer_is_named_and_what_helps_more_comes_before() -> None:
    never = [outcome("one", "KT-A"), outcome("two", "KT-B"), outcome("three", "KT-B"), outcome("four")]
    found = what_helps([], never, {"four": ["account"]})
    assert [one["do"] for one in found] == [
        "see why it answers KT-B",
        "give known values: the pool account of a profile",
        "see why it answers KT-A",
    ]
    assert [one["answers"] for one in found] == [["KT-B", "KT-B"], ["KT-X"], ["KT-A"]]
