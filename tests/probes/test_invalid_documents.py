"""Each document of the probe breaks one rule, is refused, and never reaches the mutation."""

from __future__ import annotations

from dataclasses import replace

import pytest
from graphql import GraphQLError, parse, validate

from kraken_conformance.model.case import Case, Expectation
from kraken_conformance.model.cases import Cases
from tests.probes.listing import all_fixed, everything, fixed, given, own_schema, view

NAME = "invalid-documents"


def objections(case: Case) -> list[str]:
    assert case.operation is not None
    try:
        return [error.message for error in validate(own_schema(case.server), parse(case.operation.document))]
    except GraphQLError as error:
        return [error.message]


def test_every_document_is_invalid_and_skips_the_mutation() -> None:
    for case in all_fixed(NAME):
        assert case.operation is not None
        assert objections(case) != [], (case.mutation, case.label)
        assert "@skip(if: true)" in case.operation.document
        assert "executed: __typename" in case.operation.document
        assert case.expectation is Expectation.REJECTED
        assert case.variables.keys() <= case.operation.variables.keys()


def test_a_mutation_with_an_input_and_a_payload_is_in_a_document_for_each_rule() -> None:
    assert [
        (case.about.partition(".")[2], case.label) for case in fixed(NAME, "updateAccountBillingEmail")
    ] == [
        ("fields", "a field that the payload does not have"),
        ("fields", "a mutation without a selection"),
        ("fields", "two fields of one alias that do not merge"),
        ("arguments", "an argument given twice"),
        ("arguments", "a required argument left out"),
        ("values", "text for the first argument"),
        ("values", "an input field given twice"),
        ("fragment-rules", "a fragment that is not defined"),
        ("fragment-rules", "a fragment that contains itself"),
        ("directives", "a directive that does not exist"),
        ("variables", "a variable that is not used"),
        ("variables", "a variable that may be null where null may not stand, within the input"),
    ]


def test_every_probe_has_the_valid_document_as_its_control() -> None:
    assert all(isinstance(cases, Cases) and cases.control is not None for _, cases in everything(NAME))


@pytest.mark.parametrize("schema", [True, False])
def test_documents_are_made_with_and_without_a_schema(schema: bool) -> None:
    cases = given(NAME, "createReferral", view(schema=schema))
    assert isinstance(cases, Cases)
    assert cases.fixed


def test_nothing_is_sent_where_skip_is_not_honoured() -> None:
    assert given(NAME, "createReferral", replace(view(), skip_honoured=False)) is None
