"""The documents of the probe mean what they are said to mean, by graphql-core and the reference server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from graphql import GraphQLError, parse, validate

from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Case, Expectation
from kraken_conformance.model.cases import Cases
from kraken_conformance.operations.documents.document_case import DocumentCase
from kraken_conformance.operations.documents.invalid import invalid_documents
from kraken_conformance.operations.documents.types_by_name import types_by_name
from kraken_conformance.operations.documents.valid import valid_documents
from kraken_conformance.probes.registry import server_probes
from kraken_conformance.runner.findings.run_checks import judge
from kraken_conformance.safety.host_policy import THIS_MACHINE
from kraken_conformance.server import RunningServer, start_server
from kraken_conformance.spec import load_requirements
from kraken_conformance.target.client import TargetClient
from kraken_conformance.target.settings import TargetSettings
from tests.probes.listing import own_schema, shipped, view

VALID = (*valid_documents("Query", "Mutation"), *types_by_name(own_schema("API")))
INVALID = tuple(invalid_documents("Query", "Mutation"))


def objections(document: str) -> list[str]:
    """What a server with the defaults of graphql-core has against a document; it takes empty selections."""
    try:
        return [error.message for error in validate(own_schema("API"), parse(document))]
    except GraphQLError as error:
        return [error.message]


@pytest.mark.parametrize("case", VALID, ids=lambda case: case.label)
def test_a_document_with_one_meaning_is_valid(case: DocumentCase) -> None:
    assert objections(case.document) == []
    assert objections(case.control) == []


@pytest.mark.parametrize("case", INVALID, ids=lambda case: case.label)
def test_a_document_that_breaks_a_rule_is_invalid(case: DocumentCase) -> None:
    assert (objections(case.document) == []) is (case.rule == "unknown-operation")


def test_every_document_is_for_a_requirement_and_has_a_label_of_its_own() -> None:
    labels = [case.label for case in (*VALID, *INVALID)]
    assert len(set(labels)) == len(labels)
    known = {id_ for id_ in load_requirements() if id_.startswith("document.")}
    assert {f"document.{case.rule}" for case in (*VALID, *INVALID)} == known


def test_nothing_in_the_documents_is_executed() -> None:
    for case in (*VALID, *INVALID):
        assert not any(name in case.document for name in shipped().mutations), case.label


@pytest.fixture(scope="module")
def server() -> Iterator[RunningServer]:
    with start_server(contract="oefr") as running:
        yield running


@pytest.mark.parametrize("has_schema", [True, False])
def test_the_reference_server_keeps_every_rule_and_each_is_shown(
    server: RunningServer, has_schema: bool
) -> None:
    target = view("API", schema=has_schema)
    made = server_probes()["documents"](target)
    assert isinstance(made, Cases)
    client = TargetClient(TargetSettings(dict(server.urls), permission=THIS_MACHINE))
    shown: set[str] = set()
    for case in made.fixed:
        for judgement in judge(Observation(client.send(case), target)):
            assert judgement.violations == (), case.label
            shown.add(judgement.requirement)
    client.close()
    assert {case.about for case in made.fixed} <= shown


def test_what_must_not_be_executed_is_expected_to_be_refused() -> None:
    made = server_probes()["documents"](view("API"))
    assert isinstance(made, Cases)
    rejected: set[str] = {case.label for case in made.fixed if case.expectation is Expectation.REJECTED}
    assert rejected == {case.label for case in INVALID}
    assert all(isinstance(case, Case) and case.mutation is None for case in made.fixed)
