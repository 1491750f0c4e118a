"""Inputs are made as small as still shows what they showed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from graphql import build_schema

from kraken_conformance.model.case import Case, InputFault, Operation
from kraken_conformance.runner.findings.input_reduction import difference, reduced, reducible

SCHEMA = build_schema("""
type Query { a: Int }
input Outer { name: String! note: String count: Int inner: Inner items: [Inner!] }
input Inner { on: Boolean! code: String }
""")
TYPES = {"input": "Outer!"}
SIMPLEST = {"input": {"name": "a"}}
FULL = {
    "input": {
        "name": "a long name",
        "note": "Zoé",
        "count": 7,
        "inner": {"on": True, "code": "x" * 400},
        "items": [{"on": True, "code": "b"}, {"on": False}, {"on": True}],
    }
}

Shows = Callable[[Mapping[str, Any]], bool]


def made(shows: Shows, variables: Mapping[str, Any] = FULL) -> Mapping[str, Any]:
    return reduced(variables, TYPES, SCHEMA, SIMPLEST, lambda smaller: shows(smaller["input"]))


@pytest.mark.parametrize(
    ("shows", "expected"),
    [
        (lambda given: True, {"name": "a"}),
        (lambda given: "count" in given, {"name": "a", "count": 7}),
        (lambda given: len(given["name"]) > 4, {"name": "a lon"}),
        (
            lambda given: len(given.get("items", ())) > 1,
            {"name": "a", "items": [{"on": False}, {"on": True}]},
        ),
        (
            lambda given: len(given.get("inner", {}).get("code", "")) > 200,
            {"name": "a", "inner": {"on": True, "code": "x" * 400}},
        ),
        (lambda given: False, FULL["input"]),
    ],
)
def test_what_is_left_is_what_it_takes(shows: Shows, expected: Any) -> None:
    assert made(shows) == {"input": expected}


def test_what_is_required_stays() -> None:
    asked: list[Any] = []

    def shows(given: Mapping[str, Any]) -> bool:
        asked.append(given)
        return "inner" in given

    assert made(shows) == {"input": {"name": "a", "inner": {"on": True}}}
    assert all("name" in given and "on" in given.get("inner", {"on": 1}) for given in asked)


def test_a_smallest_input_is_left_alone() -> None:
    assert made(lambda given: True, SIMPLEST) == SIMPLEST


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        (SIMPLEST, "the simplest input"),
        ({"input": {"name": "a", "count": 7}}, "input.count: 7"),
        ({"input": {"name": "é", "note": None}}, 'input.name: "é"; input.note: null'),
        ({"input": {"name": "a", "inner": {"on": True}}}, "input.inner.on: true"),
        ({"input": {"name": "b", "count": 1, "note": "c", "items": []}}, None),
    ],
)
def test_what_is_left_is_said(variables: Any, words: str | None) -> None:
    found = difference(variables, SIMPLEST)
    assert found == words if words is not None else found.endswith("and 1 more")


PLAIN = Case("valid-input", "API", "m", Operation("M", "mutation M { m }", "m"), {"input": {}})


def test_only_an_input_that_is_no_fault_by_itself_is_made_smaller() -> None:
    assert reducible(PLAIN)
    assert not reducible(replace(PLAIN, variables={}))
    assert not reducible(replace(PLAIN, before=(PLAIN,)))
    assert not reducible(replace(PLAIN, provokes="KT-CT-1111"))
    assert not reducible(replace(PLAIN, fault=InputFault("wrong-kind", ("input",), "Outer", "text")))
