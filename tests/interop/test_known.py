"""The list of what is an engine's own fault covers those faults alone."""

from __future__ import annotations

from typing import Any

import pytest

from tests.interop.known import FAULTS, is_known

EMPTY_DATA: dict[str, Any] = {
    "requirement": "shape.field-present",
    "label": "wrong-scalar: input.email is an object for text",
    "actual": "an object without it: {}",
    "response": {"body": '{"errors": [{"message": "wrong type for ID: float64"}], "data": {}}'},
}
FIRST_OF_TWO: dict[str, Any] = {
    "requirement": "document.unknown-operation",
    "label": "two operations, and no operationName",
    "actual": '{"data": {"first": "Query"}}',
    "response": {"body": '{"data": {"first": "Query"}}'},
}


def test_the_fault_of_an_engine_is_known_for_that_engine_alone() -> None:
    assert is_known("graphql-go", EMPTY_DATA)
    assert is_known("strawberry", FIRST_OF_TWO)
    for engine in FAULTS:
        assert is_known(engine, EMPTY_DATA) is (engine == "graphql-go")


@pytest.mark.parametrize(
    "other",
    [
        {"requirement": "shape.no-extra-key"},
        {"label": "the simplest input"},
        {"actual": 'an object without it: {"updateUser": null}'},
        {"response": {"body": '{"errors": [{"message": "Internal"}], "data": {}}'}},
        {"response": {"body": '{"data": {}}'}},
        {"response": None},
    ],
)
def test_anything_else_is_not(other: dict[str, Any]) -> None:
    assert not is_known("graphql-go", EMPTY_DATA | other)


@pytest.mark.parametrize(
    "other", [{"label": "an unknown operationName"}, {"actual": '{"data": {"second": "Query"}}'}]
)
def test_another_operation_than_the_first_is_not(other: dict[str, Any]) -> None:
    assert not is_known("strawberry", FIRST_OF_TWO | other)
