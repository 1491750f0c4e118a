"""The probe of random selections."""

from __future__ import annotations

import pytest
from graphql import GraphQLSchema, parse, validate

from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Case
from kraken_conformance.model.cases import Cases
from kraken_conformance.probes.fuzz import fuzz
from kraken_conformance.runner.findings.run_checks import judge
from kraken_conformance.runner.generation.case_generation import draw
from kraken_conformance.safety.host_policy import THIS_MACHINE
from kraken_conformance.server import RunningServer
from kraken_conformance.spec import Contract
from kraken_conformance.target.client import TargetClient
from kraken_conformance.target.settings import TargetSettings
from kraken_conformance.target.view import TargetView

MUTATIONS = ["createReferral", "acceptQuote", "linkUserToLine", "obtainKrakenToken"]


@pytest.fixture(scope="module")
def view(contract: Contract, schema: GraphQLSchema) -> TargetView:
    return TargetView(contract, contract.servers["API"], schema, has_token=True)


def drawn(view: TargetView, name: str, seed: int = 1, count: int = 12) -> list[Case]:
    cases = fuzz(view.contract.mutations[name], view)
    assert isinstance(cases, Cases)
    assert cases.drawn is not None
    return draw(cases.drawn, count, seed)


@pytest.mark.parametrize("name", MUTATIONS)
def test_documents_are_valid_and_ask_for_one_mutation(view: TargetView, name: str) -> None:
    for case in drawn(view, name):
        assert case.operation is not None
        document = parse(case.operation.document)
        assert view.schema is not None
        assert validate(view.schema, document) == []
        assert case.variables == {}


def test_documents_differ_in_selection_input_and_aliases(view: TargetView) -> None:
    documents = {case.operation.document for case in drawn(view, "createReferral") if case.operation}
    roots = {case.operation.root for case in drawn(view, "createReferral") if case.operation}
    assert len(documents) > 4
    assert roots == {"createReferral", "field0"}


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_run_of_the_usual_length_asks_in_five_ways(view: TargetView, name: str) -> None:
    assert len({case.key() for case in drawn(view, name, count=5)}) == 5


def test_the_same_seed_gives_the_same_documents(view: TargetView) -> None:
    first, again, other = (drawn(view, "acceptQuote", seed) for seed in (7, 7, 8))
    assert first == again
    assert first != other


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_healthy_server_breaks_nothing(
    view: TargetView, server: RunningServer, token: str, name: str
) -> None:
    client = TargetClient(TargetSettings(server.urls, token, permission=THIS_MACHINE))
    seen = [Observation(client.send(case), view) for case in drawn(view, name)]
    client.close()
    judgements = [judgement for each in seen for judgement in judge(each)]
    assert [judgement for judgement in judgements if judgement.violations] == []
    assert {judgement.requirement for judgement in judgements} >= {"shape.top-level", "http.json"}


def test_cases_of_an_ordinary_mutation_succeed_and_are_refused(
    view: TargetView, server: RunningServer, token: str
) -> None:
    client = TargetClient(TargetSettings(server.urls, token, permission=THIS_MACHINE))
    seen = [Observation(client.send(case), view) for case in drawn(view, "createReferral", count=30)]
    client.close()
    assert sum(each.succeeded for each in seen) >= len(seen) // 3
    assert any(error.code for each in seen for error in each.raised)


def test_it_does_not_apply_without_the_schema_of_the_target(contract: Contract) -> None:
    blind = TargetView(contract, contract.servers["API"], schema=None, has_token=True)
    assert fuzz(contract.mutations["createReferral"], blind) is None


def test_it_does_not_apply_to_a_mutation_that_the_target_lacks(
    contract: Contract, schema: GraphQLSchema
) -> None:
    lacking = GraphQLSchema(query=schema.query_type)
    view = TargetView(contract, contract.servers["API"], lacking, has_token=True)
    assert fuzz(contract.mutations["createReferral"], view) is None
