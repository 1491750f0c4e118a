"""What the probes of HTTP send."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from graphql import ExecutionResult, build_schema, graphql_sync, parse, print_schema, validate

from kraken_conformance.model.case import Credentials
from kraken_conformance.model.case_json import case_from_json, case_to_json
from kraken_conformance.probes.http_audits import http_audits, raw_request
from kraken_conformance.probes.http_requests import http_requests
from kraken_conformance.probes.mutation_by_get import mutation_by_get
from kraken_conformance.spec import Contract, load_contract
from kraken_conformance.spec.loading.http_profile import VERSIONS, load_http_profile
from kraken_conformance.target.view import TargetView


@pytest.fixture(scope="module")
def contract() -> Contract:
    return load_contract("oefr")


@pytest.fixture(scope="module")
def view(contract: Contract) -> TargetView:
    return TargetView(contract, contract.servers["API"], schema=None, has_token=True)


def by_get(contract: Contract, name: str) -> tuple[str, dict[str, Any], str | None]:
    mutation = contract.mutations[name]
    view = TargetView(contract, contract.servers[mutation.server], schema=None, has_token=True)
    (case,) = mutation_by_get(mutation, view).fixed
    assert case.raw is not None
    assert case.raw.method == "GET"
    sent = dict(case.raw.query)
    assert case.credentials is Credentials.NONE
    return sent["query"], json.loads(sent["variables"]), sent.get("operationName")


def test_a_mutation_by_get_is_valid_alone_and_beside_a_query(contract: Contract) -> None:
    operations = set()
    for name in contract.mutations:
        document, _, operation = by_get(contract, name)
        parsed = parse(document)
        assert validate(contract.schema, parsed) == []
        operations.add((len(parsed.definitions), operation))
    assert operations == {(1, None), (2, "ByGet")}


@pytest.mark.parametrize("name", ["createReferral", "obtainKrakenToken", "amendPayment", "checkoutQuote"])
def test_a_mutation_by_get_executes_nothing_and_shows_that_it_would(contract: Contract, name: str) -> None:
    def executed(*_: Any, **__: Any) -> None:
        raise AssertionError

    schema = build_schema(print_schema(contract.schema))
    assert schema.mutation_type is not None
    schema.mutation_type.fields[name].resolve = executed
    document, variables, operation = by_get(contract, name)
    found = graphql_sync(schema, document, variable_values=variables, operation_name=operation)
    assert found == ExecutionResult({"__typename": "Mutation"}, None)


@pytest.mark.parametrize("versions", [("2025-10",), ("2026-09",), VERSIONS], ids=["old", "new", "both"])
def test_each_request_of_the_profiles_is_sent_once(view: TargetView, versions: tuple[str, ...]) -> None:
    cases = http_audits(replace(view, http_profiles=versions)).fixed
    wanted = {raw_request(request) for version in versions for request in load_http_profile(version).requests}
    assert {case.raw for case in cases} == wanted
    assert len(cases) == len(wanted) == len({case.key() for case in cases})
    assert all(case.mutation is None for case in cases)


def test_both_profiles_take_few_requests_more_than_one() -> None:
    old, new = ({raw_request(one) for one in load_http_profile(version).requests} for version in VERSIONS)
    assert len(new - old) <= 10


def test_bodies_are_what_their_kind_says(view: TargetView) -> None:
    kinds: dict[str, list[bytes]] = {}
    for case in http_requests(view).fixed:
        assert case.fault is not None
        assert case.raw is not None
        kinds.setdefault(case.fault.kind, []).append(case.raw.body)
    for body in kinds["malformed-json"]:
        with pytest.raises(ValueError, match=r"Expecting|Extra data"):
            json.loads(body)
    for body in kinds["non-utf8"]:
        with pytest.raises(UnicodeDecodeError):
            body.decode()
    assert all(len(body) > 4_000_000 and json.loads(body) for body in kinds["huge-body"])
    assert all(body.count(b"[") > 1_000 or body.count(b"{a") > 1_000 for body in kinds["deep-body"])
    assert kinds.keys() == {"malformed-json", "non-utf8", "huge-body", "deep-body"}


def test_probes_are_the_same_for_every_server(view: TargetView, contract: Contract) -> None:
    other = TargetView(contract, contract.servers["AUTH"], schema=None, has_token=False)
    for probe in (http_audits, http_requests):
        expected = [replace(case, server="AUTH") for case in probe(view).fixed]
        assert list(probe(other).fixed) == expected


def test_every_case_can_be_written_down_and_sent_again(view: TargetView) -> None:
    for case in (*http_audits(view).fixed, *http_requests(view).fixed):
        written = json.dumps(case_to_json(case))
        assert case_from_json(json.loads(written)) == case
        assert len(written) < 20_000
