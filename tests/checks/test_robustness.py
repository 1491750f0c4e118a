"""No answer makes a check fail, and no place of a healthy answer can be changed unseen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from hypothesis import given as given_by_hypothesis
from hypothesis import settings
from hypothesis import strategies as st

from kraken_conformance.judging.answer_origin import answer_of
from kraken_conformance.judging.limits import refused_by_limit
from kraken_conformance.model.case import Case, Expectation
from kraken_conformance.model.cases import Cases
from kraken_conformance.probes.registry import mutation_probes
from kraken_conformance.runner.findings.run_checks import judge
from tests.checks.answering import answered
from tests.checks.seen import contract, observe, violations
from tests.checks.test_shapes import PAYLOADS
from tests.probes.listing import given, view

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("KT-CT-3811")
KEYS = st.sampled_from(
    [
        "acceptQuote",
        "possibleErrors",
        "code",
        "__typename",
        "message",
        "path",
        "locations",
        "line",
        "column",
        "extensions",
        "errorCode",
        "errorType",
        "validationErrors",
        "testChargeRefusalReasons",
        "stacktrace",
        "x",
    ]
)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4)
)
ERRORS = st.lists(st.dictionaries(KEYS, JSON, max_size=5) | JSON, max_size=3) | JSON
DATA = st.dictionaries(KEYS, JSON, max_size=3) | JSON
BODIES = st.fixed_dictionaries({}, optional={"data": DATA, "errors": ERRORS, "extensions": JSON}) | JSON


@settings(max_examples=150, deadline=None)
@given_by_hypothesis(body=BODIES, expectation=st.sampled_from(Expectation), with_schema=st.booleans())
def test_no_answer_makes_a_check_fail(body: Any, expectation: Expectation, with_schema: bool) -> None:
    for _, violation in violations(
        observe("acceptQuote", body, expectation=expectation, with_schema=with_schema)
    ):
        assert violation.expected
        assert violation.actual
        violation.actual.encode()


@pytest.mark.parametrize("code", [["KT-CT-1199"], {"KT-CT-1199": 1}, 1199, 0.5, True, ""])
def test_a_code_that_is_no_text_makes_no_check_fail(code: Any) -> None:
    error = {"message": "m", "extensions": {"errorCode": code}}
    for body in (
        {"errors": [error]},
        {"data": None, "errors": [error]},
        {"data": {"acceptQuote": None}, "errors": [{**error, "path": ["acceptQuote"]}]},
    ):
        for expectation in Expectation:
            observation = observe("acceptQuote", body, expectation=expectation)
            found = {requirement for requirement, _ in violations(observation)}
            assert "error.code-form" in found
            assert not refused_by_limit(observation)
            assert answer_of(observation)


@pytest.mark.parametrize("depth", [500, 900, 5000])
def test_no_depth_makes_a_check_fail(depth: int) -> None:
    deep = b"[" * depth + b'"x"' + b"]" * depth
    for body in (
        b'{"data": {"acceptQuote": {"accountNumber": %b}}}' % deep,
        b'{"data": null, "errors": [{"message": "No.", "path": %b, "extensions": {"x": %b}}]}' % (deep, deep),
    ):
        violations(observe("acceptQuote", body))


def places(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    yield path
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in steps:
        yield from places(inner, (*path, key))


WRONG: tuple[Any, ...] = ({"unasked": 1}, [[]], 0.5, False, "")


def fits(path: tuple[str | int, ...], healthy: Any, other: Any) -> bool:
    """Whether another value is as good as the healthy one at a place."""
    if path[1:2] == ("content",):
        return True
    if type(healthy) is type(other) and isinstance(other, str | bool | float):
        return True
    takes_text = healthy is None and path[-1] in ("preSignedKey", "message", "field", 1)
    return (takes_text and other == "") or (path[-1] in ("spent", "ratio") and other == 0.5)


@pytest.mark.parametrize("mutation", PAYLOADS)
def test_no_place_of_an_answer_takes_another_kind_of_value_unseen(mutation: str) -> None:
    for path in places(PAYLOADS[mutation], (mutation,)):
        for wrong in WRONG:
            data: Any = json.loads(json.dumps({mutation: PAYLOADS[mutation]}))
            holder = data
            for step in path[:-1]:
                holder = holder[step]
            unseen = fits(path, holder[path[-1]], wrong)
            holder[path[-1]] = wrong
            if not unseen:
                assert violations(observe(mutation, {"data": data})) != [], (path, wrong)


MUTATIONS = (
    "updateAccountConsents",
    "acceptQuote",
    "submitRepaymentRequest",
    "selfReading",
    "obtainKrakenToken",
)
ODD: tuple[Any, ...] = ([], {}, [[]], [{}], {"x": []}, None, True, 0.5, -1, "", "x", ["x"])
"""Values that stand where others are expected; a list and an object can be no key of a table."""


@cache
def cases() -> list[Case]:
    """Return the fixed cases of all probes of some mutations, and what comes before each."""
    return [
        case
        for probe in mutation_probes()
        for mutation in MUTATIONS
        for case in fixed_where_any(probe, mutation)
    ]


def fixed_where_any(probe: str, mutation: str) -> tuple[Case, ...]:
    target = view(contract().mutations[mutation].server)
    found = given(probe, mutation, target)
    return found.fixed if isinstance(found, Cases) else ()


def echoed(case: Case) -> dict[str, Any]:
    """Return the values of the input by their names, as a careless server hands them back."""
    found: dict[str, Any] = {}
    waiting: list[Any] = [case.variables]
    while waiting:
        for name, value in waiting.pop().items():
            found[name] = value
            waiting += [value] if isinstance(value, dict) else []
    return found


@settings(max_examples=400, deadline=None)
@given_by_hypothesis(data=st.data())
def test_no_odd_place_of_an_answer_makes_a_check_of_any_request_fail(data: st.DataObject) -> None:
    case = data.draw(st.sampled_from(cases()))
    root = "root" if case.operation is None else case.operation.root
    error = {"message": "No.", "path": [root, "x", 0], "extensions": {"errorCode": "KT-CT-1199"}}
    bodies = []
    for _ in (case, *case.before):
        value = data.draw(st.sampled_from([None, echoed(case)]))
        body: Any = {"data": {root: value, "first": None}, "errors": [error, {**error, "path": ["first"]}]}
        if data.draw(st.booleans()):
            del body["errors"]
        body = json.loads(json.dumps(body))
        *before, last = data.draw(st.sampled_from([place for place in places(body, ()) if place]))
        holder = body
        for step in before:
            holder = holder[step]
        holder[last] = data.draw(st.sampled_from(ODD))
        bodies.append(body)
    observation = answered(case, bodies[0], view=view(case.server), before=tuple(bodies[1:]))
    for judgement in judge(observation):
        assert all(violation.expected for violation in judgement.violations)
