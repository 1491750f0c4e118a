"""Which answers say that a mutation was executed."""

from __future__ import annotations

import pytest

from kraken_conformance.model.successful_value import value_of_success
from tests.checks.seen import observe


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ({"data": {"acceptQuote": {"accountNumber": "A-1"}}}, {"accountNumber": "A-1"}),
        ({"data": {"acceptQuote": {"possibleErrors": []}}, "errors": []}, {"possibleErrors": []}),
        ({"data": {"acceptQuote": {"possibleErrors": [{"code": "KT-X"}]}}}, None),  # a dry run
        ({"data": {"acceptQuote": {"accountNumber": "A-1"}}, "errors": [{"message": "no"}]}, None),
        ({"data": {"acceptQuote": None}}, None),
        ({"data": {"other": {"accountNumber": "A-1"}}}, None),
        ({"data": [1]}, None),
        ([], None),
        (b"<html>", None),
    ],
)
def test_the_value_of_an_answer(body: object, value: object) -> None:
    assert value_of_success(observe("acceptQuote", body).exchange, "possibleErrors") == value


def test_a_platform_without_dry_runs_has_no_such_field() -> None:
    body = {"data": {"acceptQuote": {"possibleErrors": [{"code": "KT-X"}]}}}
    assert value_of_success(observe("acceptQuote", body).exchange, None) == body["data"]["acceptQuote"]
