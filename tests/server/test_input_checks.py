from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kraken_conformance.server import ServerSettings
from kraken_conformance.server.core.handler import ReferenceServer
from kraken_conformance.server.faults.planted import PlantedFaults
from kraken_conformance.server.http.web import HttpRequest
from kraken_conformance.server.rules import value_rules as rules
from kraken_conformance.server.rules.input_checks import INPUT_CHECKS, checks_for
from kraken_conformance.spec import Contract
from kraken_conformance.spec.importers import import_contract, make_draft
from tests.server.conftest import Local

ACCOUNT = "A-12345670"
PRM = "12345678901234"
ITEM = {"numberOfUnits": 1, "productCode": "P"}
VEHICLE = {
    "accountNumber": ACCOUNT,
    "weekdayTargetSoc": 80,
    "weekdayTargetTime": "07:00",
    "weekendTargetSoc": 80,
    "weekendTargetTime": "07:00",
}
ACCEPT = {
    "quoteRequestCode": "6f2a3b9c-0d5e-4e57-9b1a-1c2d3e4f5a6b",
    "customer": {
        "title": "Mme",
        "givenName": "Zoé",
        "familyName": "O’Connor",
        "dateOfBirth": "1990-01-01",
        "email": "z@example.com",
        "phoneNumber": "+33612345678",
    },
    "bankDetails": {"accountHolder": "Zoé", "iban": "FR7630006000011234567890189"},
    "billingAddress": {"streetAddress": "1 rue", "postalCode": "75001", "locality": "Paris"},
    "paymentDay": 31,
    "supplyStartDate": "2999-01-01",
    "meterReadings": [{"readingDate": "2020-01-01", "value": "1.5"}],
}
READING = {
    "accountNumber": ACCOUNT,
    "prm": PRM,
    "readingDate": "2020-01-01",
    "readings": [{"register": "BASE", "value": 1}],
}
QUOTE = {"supplyPoints": [{"prm": PRM, "marketName": "FRA_ELECTRICITY", "subscribedMaxPower": 36}]}
CONSENTS = [{"code": "NEWS", "value": "ACCEPTED"}, {"code": "OFFERS", "value": "REJECTED"}]

CASES: list[tuple[str, str, dict[str, Any], tuple[Any, ...], Any]] = [
    ("KT-CT-3811", "acceptQuote", ACCEPT, ("bankDetails", "iban"), "FR7630006000011234567890188"),
    ("KT-CT-4122", "acceptQuote", ACCEPT, ("customer", "email"), "nobody.example.com"),
    ("KT-CT-4121", "acceptQuote", ACCEPT, ("customer", "phoneNumber"), "12"),
    ("KT-CT-4137", "acceptQuote", ACCEPT, ("customer", "title"), "Zzz"),
    ("KT-FR-4113", "acceptQuote", ACCEPT, ("customer", "givenName"), "  "),
    ("KT-FR-4110", "acceptQuote", ACCEPT, ("customer", "dateOfBirth"), "2020-01-01"),
    ("KT-CT-4410", "acceptQuote", ACCEPT, ("billingAddress", "postalCode"), "750"),
    ("KT-FR-3814", "acceptQuote", ACCEPT, ("paymentDay",), 32),
    ("KT-FR-4611", "acceptQuote", ACCEPT, ("declinesTerms",), True),
    ("KT-FR-4616", "acceptQuote", ACCEPT, ("supplyStartDate",), "1999-01-01"),
    ("KT-FR-4712", "acceptQuote", ACCEPT, ("meterReadings", 0, "value"), "-1"),
    ("KT-FR-4713", "selfReading", READING, ("readingDate",), "2999-12-31"),
    ("KT-FR-4510", "selfReading", READING, ("prm",), "1234"),
    ("KT-CT-4178", "selfReading", READING, ("accountNumber",), "A-123"),
    ("KT-FR-4635", "requestQuote", QUOTE, ("supplyPoints", 0, "subscribedMaxPower"), 37),
    ("KT-CT-4719", "requestQuote", QUOTE, ("supplyPoints", 0, "prm"), "0" * 14),
    (
        "KT-CT-3960",
        "createAccountPaymentSchedule",
        {"accountNumber": ACCOUNT, "ledgerNumber": "L-1", "paymentDay": 1},
        ("paymentDay",),
        0,
    ),
    (
        "KT-CT-3962",
        "createAccountPaymentSchedule",
        {"accountNumber": ACCOUNT, "ledgerNumber": "L-1", "paymentDay": 1},
        ("paymentDay",),
        None,
    ),
    (
        "KT-CT-9204",
        "redeemLoyaltyPointsForAccountCredit",
        {"accountNumber": ACCOUNT, "points": 5},
        ("points",),
        0,
    ),
    (
        "KT-CT-3927",
        "submitRepaymentRequest",
        {"accountNumber": ACCOUNT, "amountInMinorUnit": 1, "idempotencyKey": "k"},
        ("amountInMinorUnit",),
        -5,
    ),
    ("KT-CT-6711", "createReferral", {"accountNumber": ACCOUNT, "reference": "r"}, ("reference",), ACCOUNT),
    ("KT-CT-6712", "createReferral", {"accountNumber": ACCOUNT, "reference": "r"}, ("reference",), ""),
    ("KT-CT-8203", "shareGoodsQuote", {"email": "a@b.fr", "quoteCode": "Q"}, ("quoteCode",), "no-such-code"),
    (
        "KT-CT-8206",
        "createGoodsPurchase",
        {"accountNumber": ACCOUNT, "saleItems": [ITEM]},
        ("saleItems", 0, "numberOfUnits"),
        0,
    ),
    ("KT-CT-4353", "setVehicleChargePreferences", VEHICLE, ("weekendTargetSoc",), 101),
    ("KT-CT-4301", "setVehicleChargePreferences", VEHICLE, ("accountNumber",), "A-00000000"),
    ("KT-CT-4371", "cancelSmartFlexOnboarding", {"wizardId": "7"}, ("wizardId",), "0"),
    (
        "KT-CT-9603",
        "endContributionAgreement",
        {"contributionAgreementId": "7"},
        ("contributionAgreementId",),
        "0",
    ),
    ("KT-CT-3930", "cancelRepaymentRequest", {"requestId": "7"}, ("requestId",), "0"),
    ("KT-CT-5411", "deletePushNotificationBinding", {"token": "t"}, ("token",), " "),
    ("KT-CT-1129", "invalidatePreSignedToken", {"token": "t"}, ("token",), ""),
    (
        "KT-CT-8413",
        "updateMetadata",
        {"identifier": ACCOUNT, "key": "k", "linkedObjectType": "ACCOUNT", "value": "{}"},
        ("key",),
        "",
    ),
    (
        "KT-CT-1145",
        "verifyIdentity",
        {"accountNumber": ACCOUNT, "firstLineOfAddress": "1 rue", "fullName": "Zoé", "postcode": "75001"},
        ("fullName",),
        "No Such Person",
    ),
    (
        "KT-CT-9601",
        "createContributionAgreement",
        {
            "accountNumber": ACCOUNT,
            "activeFrom": "2026-01-01T00:00:00Z",
            "activeTo": "2026-01-02T00:00:00+01:00",
            "amount": 1,
            "interval": "MONTHLY",
            "schemeCode": "S",
        },
        ("activeTo",),
        "2025-12-31T23:00:00",
    ),
]


def changed(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    first, *rest = path
    if isinstance(value, list):
        return [
            changed(item, tuple(rest), new) if index == first else item for index, item in enumerate(value)
        ]
    return {**value, first: changed(value.get(first), tuple(rest), new)}


def document(contract: Contract, name: str) -> str:
    argument = contract.mutations[name].arguments[0]
    return f"mutation ($input: {argument.type}) {{ {name}(input: $input) {{ __typename }} }}"


@pytest.mark.parametrize(("code", "name", "good", "path", "bad"), CASES, ids=[case[0] for case in CASES])
def test_a_bad_value_provokes_the_declared_code(
    local: Local,
    contract: Contract,
    code: str,
    name: str,
    good: dict[str, Any],
    path: tuple[Any, ...],
    bad: Any,
) -> None:
    query = document(contract, name)
    assert local.post(query, {"input": good}).keys() == {"data"}
    error = local.post(query, {"input": changed(good, path, bad)})["errors"][0]
    assert error["extensions"]["errorCode"] == code
    assert error["extensions"]["validationErrors"][0]["inputPath"][0] == "input"


def test_the_path_of_the_value_to_blame(local: Local, contract: Contract) -> None:
    bad = changed(QUOTE, ("supplyPoints", 0, "subscribedMaxPower"), 0)
    error = local.post(document(contract, "requestQuote"), {"input": bad})["errors"][0]
    (blamed,) = error["extensions"]["validationErrors"]
    assert blamed["inputPath"] == ["input", "supplyPoints", 0, "subscribedMaxPower"]


def test_the_same_consent_twice(local: Local) -> None:
    query = (
        "mutation ($account: String!, $consents: [ConsentInput]!) {"
        " updateAccountConsents(accountNumber: $account, consents: $consents) { consents { code } } }"
    )
    assert local.code(query, {"account": ACCOUNT, "consents": CONSENTS}) is None
    assert local.code(query, {"account": ACCOUNT, "consents": [*CONSENTS, CONSENTS[0]]}) == "KT-CT-9014"
    assert local.code(query, {"account": "12345", "consents": CONSENTS}) == "KT-CT-9018"


def test_a_missing_token_comes_before_a_bad_value(local: Local, contract: Contract) -> None:
    bad = {"accountNumber": ACCOUNT, "reference": ACCOUNT}
    assert local.code(document(contract, "createReferral"), {"input": bad}, token=None) == "KT-CT-1112"


def test_every_check_is_in_force_somewhere(contract: Contract) -> None:
    for check in INPUT_CHECKS:
        assert any(check.concerns(mutation) for mutation in contract.mutations.values()), check.code
        assert set(check.only) <= set(contract.mutations), check.code


def test_inputs_alone_provoke_many_codes(contract: Contract) -> None:
    provoked = {
        check.code
        for mutation in contract.mutations.values()
        for checks in checks_for(mutation).values()
        for check in checks
    }
    assert len(provoked) >= 60


def test_a_field_of_another_kind_is_no_reason_to_refuse() -> None:
    for check in INPUT_CHECKS:
        if check.broken not in (rules.unknown, rules.blank, rules.zero, rules.long_before):
            assert not any(check.catches(value, {}) for value in ([1], object()))


OTHERWISE = '''
type Query { ok: Boolean }
input Move { fromLedger: ID!, toLedger: ID!, postalCode: String, userId: String! }
type Moved { userId: ID!, ledgerId: ID }
type Mutation {
  """
  Possible Errors:

  - KT-CT-3821: Received neither ledger ID nor ledger number.
  - KT-CT-4410: Invalid postcode.
  - KT-CT-3962: Nothing to update.
  """
  move(input: Move!): Moved!
  """
  Possible Errors:

  - KT-CT-3962: Nothing to update.
  """
  moveAll(input: [Move!]!): Moved!
}
'''


def test_a_contract_whose_inputs_have_other_fields_and_kinds(tmp_path: Path) -> None:
    source = tmp_path / "otherwise.graphql"
    source.write_text(OTHERWISE, "utf-8")
    server = ReferenceServer(
        import_contract(make_draft(source, name="otherwise", version="1"), None),
        ServerSettings(),
        PlantedFaults(),
    )
    move = {"fromLedger": "1", "toLedger": "2", "postalCode": "AB1 2CD", "userId": "234701"}
    for mutation, type_, value in (("move", "Move!", move), ("moveAll", "[Move!]!", [move])):
        query = f"mutation ($input: {type_}) {{ {mutation}(input: $input) {{ userId }} }}"
        body = json.dumps({"query": query, "variables": {"input": value}}).encode()
        request = HttpRequest("POST", "/api/graphql/", "", {"content-type": "application/json"}, body)
        answer = json.loads(server.handle(request).body)
        assert "errors" not in answer, answer
        if mutation == "move":
            assert answer["data"][mutation] == {"userId": "234701"}
