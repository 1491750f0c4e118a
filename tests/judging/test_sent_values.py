"""What a request gives to its mutation, however it is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from kraken_conformance.judging.sent_values import sent_values
from kraken_conformance.model.case import Case, Operation

SENT = {"input": {"name": "a", "items": [1, 2]}}


@pytest.mark.parametrize(
    ("document", "variables"),
    [
        ("mutation($input: I) { m(input: $input) { a } }", SENT),
        ("mutation($other: I) { m(input: $other) { a } }", {"other": SENT["input"]}),
        ('mutation { m(input: {name: "\\u0061", items: [1, 2]}) { a } }', {}),
        ('mutation($n: String = "a", $i: Int) { m(input: {name: $n, items: [1, $i]}) { a } }', {"i": 2}),
        (
            'mutation($n: I) { x: m(input: {name: "b"}) { a } m(input: $n) { a } }',
            {"n": SENT["input"]},
        ),
    ],
)
def test_the_same_values_are_sent(document: str, variables: Mapping[str, Any]) -> None:
    assert sent_values(Case("test", "API", "m", Operation("", document, "m"), variables)) == SENT


@pytest.mark.parametrize(
    "document", ["mutation { ...A } fragment A on Mutation { m(input: $input) { a } }", "mutation {", ""]
)
def test_what_is_not_written_in_the_operation_is_what_the_variables_say(document: str) -> None:
    assert sent_values(Case("test", "API", "m", Operation("", document, "m"), SENT)) == SENT


def test_a_variable_that_is_not_given_is_not_sent() -> None:
    document = "mutation($a: I, $b: I) { m(a: $a, b: $b) { a } }"
    assert sent_values(Case("test", "API", "m", Operation("", document, "m"), {"a": 1})) == {"a": 1}
