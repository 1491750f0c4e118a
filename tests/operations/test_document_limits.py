"""How large a request is, and what a limit says of it."""

from __future__ import annotations

import pytest

from kraken_conformance.model.case import Case, Operation
from kraken_conformance.operations.document_limits import DocumentLimits, root_fields


@pytest.mark.parametrize(
    ("document", "number"),
    [
        ("mutation { a }", 1),
        ("mutation { a a __typename }", 3),
        ("mutation { ... { a b } ... on Mutation { c } }", 3),
        ("mutation { ...F } fragment F on Mutation { a ...G } fragment G on Mutation { b ...F }", 2),
        ("query { a b c } mutation { a }", 1),
        ("{ a b c }", 0),
        ("mutation {", 0),
    ],
)
def test_root_fields_are_those_of_the_largest_mutation_operation(document: str, number: int) -> None:
    assert root_fields(document) == number


def test_root_fields_of_queries_count_where_they_are_asked_for() -> None:
    assert root_fields("{ a b c } mutation { a }", of_queries=True) == 3


def test_what_is_beyond_a_limit_and_why_nothing_is_sent() -> None:
    limits = DocumentLimits(root_fields=1, tokens=20, words={"root_fields": "One.", "tokens": "Too long."})
    two = Case("p", "API", "a", Operation("", "mutation { a b }", "a"))
    assert limits.exceeded(two) == ("root_fields",)
    assert not limits.admits(two)
    assert limits.why_nothing([two]) == (
        "every request would be larger than the server takes: at most 1 root fields in a mutation operation, "
        "and answers to more: 'One.'"
    )
