from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from graphql import build_client_schema, get_introspection_query, print_type

from kraken_conformance.server import ServerSettings
from kraken_conformance.server.core.handler import ReferenceServer
from kraken_conformance.server.execution.schema_draft import site_schema
from kraken_conformance.server.faults.planted import PlantedFaults
from kraken_conformance.spec import Contract
from tests.server.conftest import Local

REFERRAL = "mutation ($input: CreateReferralInput!) { createReferral(input: $input) { referredAccountRewardAmount } }"
GOOD = {"input": {"accountNumber": "A-12345670", "reference": "friend"}}


def test_the_same_input_gives_the_same_answer(local: Local) -> None:
    assert local.post(REFERRAL, GOOD) == local.post(REFERRAL, GOOD)


def test_another_input_gives_another_answer(local: Local) -> None:
    answers = [local.post(REFERRAL, {"input": {**GOOD["input"], "reference": text}}) for text in "abc"]
    assert len({str(answer) for answer in answers}) == 3


def test_literals_and_variables_give_the_same_answer(local: Local) -> None:
    literal = (
        'mutation { createReferral(input: {reference: "friend", accountNumber: "A-12345670"})'
        " { referredAccountRewardAmount } }"
    )
    assert local.post(literal) == local.post(REFERRAL, GOOD)


def test_values_of_the_input_are_handed_back(local: Local) -> None:
    query = (
        "mutation ($input: UpdateAccountUserMutationInput!) {"
        " updateUserDetails(input: $input) { givenName familyName dateOfBirth email clientMutationId } }"
    )
    sent = {
        "givenName": "Zoé 😀",
        "familyName": "Ngô",
        "dateOfBirth": "1990-02-28",
        "email": "z@example.com",
        "clientMutationId": "\ud800",
    }
    assert local.post(query, {"input": sent})["data"]["updateUserDetails"] == sent


def test_aliases_fragments_and_typenames(local: Local) -> None:
    query = """
        mutation Change($input: UpdateAccountBillingEmailInput!) {
          changed: updateAccountBillingEmail(input: $input) { ...P account { kind: __typename balance } }
        }
        fragment P on UpdateAccountBillingEmail { account { ... on AccountInterface { again: balance } } }
    """
    account = local.post(query, {"input": {"accountNumber": "A-12345672"}})["data"]["changed"]["account"]
    assert list(account) == ["again", "kind", "balance"]
    assert account["again"] == account["balance"]
    assert account["kind"] == "AccountType"


@pytest.mark.parametrize(("directive", "skipped"), [("@skip", True), ("@include", False)])
def test_a_mutation_that_is_skipped(local: Local, directive: str, skipped: bool) -> None:
    query = f"mutation ($off: Boolean!) {{ regenerateSecretKey {directive}(if: $off) {{ key }} }}"
    assert local.post(query, {"off": skipped}) == {"data": {}}
    assert local.post(query, {"off": not skipped})["data"]["regenerateSecretKey"]["key"]


def test_several_mutations_in_one_operation(local: Local) -> None:
    query = """
        mutation ($input: CreateReferralInput!) {
          first: createReferral(input: $input) { referredAccountRewardAmount }
          second: createReferral(input: {accountNumber: "A-1", reference: "A-1"}) { referredAccountRewardAmount }
          __typename
        }
    """
    body = local.post(query, GOOD)
    assert list(body["data"]) == ["first", "second", "__typename"]
    assert body["data"]["first"] is not None
    assert body["data"]["second"] is None
    assert body["errors"][0]["path"] == ["second"]
    assert body["errors"][0]["locations"] == [{"line": 4, "column": 11}]


def test_the_error_of_a_mutation_that_is_never_null_takes_data_with_it(local: Local) -> None:
    body = local.post("mutation { unlinkUserFromLine { __typename } }", token="bad")
    assert body["data"] is None
    assert body["errors"][0]["path"] == ["unlinkUserFromLine"]


def test_the_envelope_of_an_error(local: Local, contract: Contract) -> None:
    status, headers, _ = local.send(REFERRAL, GOOD, token=None)
    body = local.post(REFERRAL, GOOD, token=None)
    assert status == 200
    assert headers["content-type"] == "application/json; charset=utf-8"
    assert body["data"] == {"createReferral": None}
    (error,) = body["errors"]
    assert error["message"] == contract.errors["KT-CT-1112"].message
    assert error["extensions"]["errorType"] in contract.error_types
    assert error["extensions"]["errorDescription"]


@pytest.mark.parametrize("name", ["X-Kraken-Possible-Errors", "X-Possible-Errors"])
def test_a_dry_run_lists_the_declared_codes_and_nothing_else(
    local: Local, contract: Contract, name: str
) -> None:
    query = (
        "mutation ($input: CreateReferralInput!) { createReferral(input: $input) {"
        " referredAccountRewardAmount possibleErrors { code message description type } __typename } }"
    )
    headers = {name.lower(): "true"}
    value = local.post(query, GOOD, headers=headers, token=None)["data"]["createReferral"]
    assert [entry["code"] for entry in value["possibleErrors"]] == list(
        contract.mutations["createReferral"].errors
    )
    assert value["possibleErrors"][0]["message"] == "Unauthorized."
    assert value["referredAccountRewardAmount"] is None
    assert value["__typename"] == "CreateReferral"
    assert "data" not in local.post(query, {"input": {}}, headers=headers)


def test_a_dry_run_of_what_cannot_list_errors_returns_null(local: Local) -> None:
    query = "mutation { unlinkUserFromLine { __typename } }"
    headers = {"x-kraken-possible-errors": "1"}
    assert local.post(query, headers=headers) == {"data": {"unlinkUserFromLine": None}}


def test_the_query_for_possible_errors(local: Local, contract: Contract) -> None:
    query = "{ possibleErrors { name type authErrors { code } possibleErrors { code } } }"
    found = local.post(query, server="AUTH")["data"]["possibleErrors"]
    assert [entry["name"] for entry in found] == [mutation.name for mutation in contract.on_server("AUTH")]
    assert [error["code"] for error in found[0]["possibleErrors"]] == list(
        contract.mutations[found[0]["name"]].errors
    )


@pytest.mark.parametrize("server", ["API", "AUTH"])
def test_introspection_shows_the_schema_with_errors_and_deprecations(
    local: Local, contract: Contract, server: str
) -> None:
    query = get_introspection_query(input_value_deprecation=True)
    schema = build_client_schema(local.post(query, server=server, token=None)["data"])
    assert schema.mutation_type is not None
    assert list(schema.mutation_type.fields) == [mutation.name for mutation in contract.on_server(server)]
    for mutation in contract.on_server(server):
        field = schema.mutation_type.fields[mutation.name]
        assert tuple(re.findall(r"^- (KT-\S+): ", field.description or "", re.MULTILINE)) == mutation.errors
        assert bool(field.deprecation_reason) == mutation.deprecated
    healthy = site_schema(contract, server).mutation_type
    assert healthy is not None
    assert print_type(schema.mutation_type) == print_type(healthy)


def test_no_type_of_a_site_is_opaque(contract: Contract) -> None:
    names = set(site_schema(contract, "API").type_map)
    for name in contract.opaque_types:
        assert name in names
        assert not hasattr(site_schema(contract, "API").type_map[name], "coerce_input_value"), name


@pytest.mark.parametrize(
    ("prefer", "code"),
    [
        ("error=KT-CT-6712", "KT-CT-6712"),
        ('respond-async, error="kt-ct-6712"; x=y', "KT-CT-6712"),
        ("error=KT-CT-1199, error=KT-CT-6712", "KT-CT-1199"),
        ("respond-async", None),
    ],
)
def test_an_error_on_demand(local: Local, prefer: str, code: str | None) -> None:
    assert local.code(REFERRAL, GOOD, headers={"prefer": prefer}) == code
    _, headers, _ = local.send(REFERRAL, GOOD, headers={"prefer": prefer})
    assert headers.get("preference-applied") == (f"error={code}" if code else None)


def test_an_undeclared_error_on_demand_is_a_bad_request(local: Local) -> None:
    status, _, body = local.send(REFERRAL, GOOD, headers={"prefer": "error=KT-CT-3811"})
    assert status == 400
    assert b"createReferral does not declare KT-CT-3811" in body


@pytest.mark.parametrize("code", ["KT-CT-4355", "KT-CT-4301"])
def test_refusal_reasons_come_with_their_code_alone(local: Local, contract: Contract, code: str) -> None:
    query = (
        'mutation { triggerTestCharge(input: {accountNumber: "A-12345670"}) { krakenflexDevice { status } } }'
    )
    extensions = local.post(query, headers={"prefer": f"error={code}"})["errors"][0]["extensions"]
    reasons = contract.errors[code].refusal_reasons
    assert set(extensions.get("testChargeRefusalReasons", ())) <= set(reasons.values if reasons else ())
    assert ("testChargeRefusalReasons" in extensions) == (reasons is not None)


def test_an_account_in_trouble_is_refused_with_a_declared_code(local: Local, contract: Contract) -> None:
    def refusal(account: str) -> Any:
        return local.code(REFERRAL, {"input": {"accountNumber": account, "reference": "friend"}})

    codes = {refusal(f"A-0000{number:03X}F") for number in range(40)}
    assert codes <= set(contract.mutations["createReferral"].errors) - {"KT-CT-1112", "KT-CT-1113"}
    assert len(codes) > 1
    assert refusal("A-00000010") is None


def test_no_account_in_trouble_is_told_to_wait(contract: Contract) -> None:
    """A client would wait, and send the same again."""
    declared = contract.mutations["createReferral"]
    limited = replace(declared, errors=("KT-CT-1199", *declared.errors))
    changed = replace(contract, mutations={**contract.mutations, declared.name: limited})
    local = Local(ReferenceServer(changed, ServerSettings(), PlantedFaults()))
    answers = {
        local.code(REFERRAL, {"input": {"accountNumber": f"A-0000{number:03X}F", "reference": "friend"}})
        for number in range(40)
    }
    assert len(answers) > 1
    assert "KT-CT-1199" not in answers
