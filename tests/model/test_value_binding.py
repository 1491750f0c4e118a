"""Values that are put into a case when it is sent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from kraken_conformance.model.case import Case, Operation, Taken
from kraken_conformance.model.case_json import case_from_json, case_to_json
from kraken_conformance.model.json_path import value_at, with_value, without_value
from kraken_conformance.model.unmet_steps import UnmetStep, unreached
from kraken_conformance.model.value_binding import NOTHING, as_input
from kraken_conformance.safety.host_policy import THIS_MACHINE
from kraken_conformance.server import RunningServer, ServerSettings, start_server
from kraken_conformance.spec import load_contract
from kraken_conformance.target.client import TargetClient
from kraken_conformance.target.settings import TargetSettings
from kraken_conformance.target.view import TargetView
from tests.probes.listing import own_schema

CREATE, END = "createContributionAgreement", "endContributionAgreement"
ERRORS = load_contract("oefr").platform.errors
ID = Taken(0, ("contributionAgreement", "id"), ("input", "contributionAgreementId"), "ID")


@pytest.fixture(scope="module")
def server() -> Iterator[RunningServer]:
    with start_server(ServerSettings(stateful=True), contract="oefr") as running:
        yield running


@pytest.fixture
def client(server: RunningServer) -> Iterator[TargetClient]:
    made = TargetClient(
        TargetSettings(
            sites={"API": server.url, "AUTH": server.auth_url},
            api_key=server.api_key,
            permission=THIS_MACHINE,
        )
    )
    made.login()
    yield made
    made.close()


def case(name: str, **more: Any) -> Case:
    contract = load_contract("oefr")
    mutation = contract.mutations[name]
    view = TargetView(
        contract, contract.servers[mutation.server], own_schema(mutation.server), has_token=True
    )
    variables = more.pop("variables", view.strategies.minimal(mutation))
    return Case("test", mutation.server, name, view.operation(mutation), variables, **more)


def refused() -> Case:
    """The creation of an agreement on an account that names nothing."""
    first = case(CREATE)
    return replace(first, variables={"input": {**first.variables["input"], "amount": 0}})


def test_a_value_of_an_earlier_answer_is_sent(client: TargetClient) -> None:
    exchange = client.send(case(END, before=(case(CREATE),), takes=(ID,)))
    assert exchange.response is not None
    given = exchange.before[0].response
    assert given is not None
    id_ = given.json()["data"][CREATE]["contributionAgreement"]["id"]
    assert json.loads(exchange.request.body)["variables"]["input"]["contributionAgreementId"] == id_
    assert exchange.case.variables["input"]["contributionAgreementId"] == id_
    assert "errors" not in exchange.response.json()


def test_steps_take_from_steps_ahead_of_them_in_the_same_list(client: TargetClient) -> None:
    end = case(END, takes=(ID,))
    exchange = client.send(replace(end, before=(case(CREATE), end)))
    assert [step.missing for step in exchange.before] == [None, None]
    assert exchange.response is not None
    assert exchange.response.json()["errors"][0]["extensions"]["errorCode"] == "KT-CT-9604"
    assert [step.before for step in exchange.before] == [(), ()]


def test_a_case_whose_value_is_not_there_is_not_sent(client: TargetClient) -> None:
    exchange = client.send(case(END, before=(refused(),), takes=(ID,)))
    assert (exchange.response, exchange.failure, exchange.missing, exchange.attempts) == (None, None, ID, 0)
    assert unreached(exchange, ERRORS) == UnmetStep(CREATE, "answered KT-CT-9605")


def test_the_step_that_failed_first_is_named(client: TargetClient) -> None:
    middle = case(CREATE, takes=(replace(ID, path=("input", "schemeCode")),))
    exchange = client.send(case(END, before=(refused(), middle), takes=(replace(ID, step=1),)))
    assert unreached(exchange, ERRORS) == UnmetStep(CREATE, "answered KT-CT-9605")
    assert exchange.before[1].attempts == 0


def test_the_key_of_a_case_is_the_same_before_and_after_it_is_sent(client: TargetClient) -> None:
    asked = case(END, before=(case(CREATE),), takes=(ID,))
    sent = client.send(asked).case
    assert sent.variables != asked.variables
    assert sent.key() == asked.key()
    others = [
        replace(asked, takes=()),
        replace(asked, before=()),
        replace(asked, takes=(replace(ID, source=("id",)),)),
    ]
    assert asked.key() not in [other.key() for other in others]


def test_a_case_survives_json() -> None:
    asked = case(END, before=(case(CREATE),), takes=(ID,))
    assert case_from_json(json.loads(json.dumps(case_to_json(asked)))) == asked


def test_a_case_of_older_evidence_takes_nothing() -> None:
    written = case_to_json(Case("p", "API", None, Operation("M", "mutation M { m }", "m")))
    del written["takes"]
    assert case_from_json(written).takes == ()


@pytest.mark.parametrize(
    ("value", "type_", "wanted"),
    [
        ("12", "Int", 12),
        (12, "ID", "12"),
        ("-3", "Int", -3),
        ("9999999999", "Int", NOTHING),
        ("1e3", "Int", NOTHING),
        ("", "String", NOTHING),
        (None, "ID", NOTHING),
        (True, "Int", NOTHING),
        ({"a": 1}, "String", NOTHING),
        ("00000000-0002-4000-8020-000000000001", "UUID", "00000000-0002-4000-8020-000000000001"),
        ("no uuid", "UUID", NOTHING),
    ],
)  # fmt: skip
def test_a_value_is_handed_on_in_the_form_of_the_input(value: Any, type_: str, wanted: Any) -> None:
    assert as_input(value, type_) == wanted


def test_paths() -> None:
    value = {"a": {"b": [{"c": 1}]}, "d": 2}
    assert value_at(value, ("a", "b", 0, "c")) == 1
    assert value_at(value, ("a", "b", 1, "c")) is None
    assert with_value(value, ("x", "y"), 3) == {**value, "x": {"y": 3}}
    assert with_value({"x": None}, ("x", "y"), 3) == {"x": {"y": 3}}
    assert without_value(value, ("a", "b")) == {"a": {}, "d": 2}
    assert without_value(value, ("a", "z")) == value
