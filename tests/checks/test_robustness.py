"""No answer makes a check fail, and no place of a healthy answer can be changed unseen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kraken_conformance.judging.answer_origin import answer_of
from kraken_conformance.judging.limits import refused_by_limit
from kraken_conformance.model.case import Expectation
from tests.checks.seen import observe, violations
from tests.checks.test_shapes import PAYLOADS

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
@given(body=BODIES, expectation=st.sampled_from(Expectation), with_schema=st.booleans())
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
