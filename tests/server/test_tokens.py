from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from typing import Any

import pytest

from kraken_conformance.server import ServerSettings
from kraken_conformance.server.rules.tokens import OWNER, TokenIssuer
from tests.server.conftest import LOGIN, Local

PRINT = "mutation ($input: RequestPrintedBillInput!) { requestPrintedBill(input: $input) { success } }"
BILL = {"input": {"accountNumber": "A-12345670", "billingDocumentId": "7"}}
LINE = "mutation { unlinkUserFromLine { __typename } }"


def login(local: Local, **credentials: Any) -> Any:
    return local.post(LOGIN, {"input": credentials}, token=None)


def test_a_token_opens_what_needs_one(local: Local) -> None:
    assert local.code(PRINT, BILL) is None
    assert local.code(PRINT, BILL, token=None) == "KT-CT-1112"


@pytest.mark.parametrize("prefix", ["JWT ", "Bearer ", "bearer  ", ""])
def test_the_scheme_before_a_token_may_be_left_out(local: Local, prefix: str) -> None:
    assert local.code(PRINT, BILL, token=prefix + local.token) is None


def test_the_payload_is_what_the_token_says(local: Local) -> None:
    query = (
        "mutation ($input: ObtainJSONWebTokenInput!) { obtainKrakenToken(input: $input) { token payload } }"
    )
    answer = local.post(query, {"input": {"APIKey": local.api_key}})["data"]["obtainKrakenToken"]
    part = answer["token"].split(".")[1]
    assert json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4))) == answer["payload"]
    assert answer["payload"]["exp"] - answer["payload"]["origIat"] == 3600


@pytest.mark.parametrize("way", ["APIKey", "organizationSecretKey", "preSignedKey"])
def test_the_key_is_good_in_every_way(local: Local, way: str) -> None:
    assert login(local, **{way: local.api_key})["data"]["obtainKrakenToken"]["token"]


def test_a_refresh_token_gives_a_token_and_opens_nothing_itself(local: Local) -> None:
    refresh = login(local, APIKey=local.api_key)["data"]["obtainKrakenToken"]["refreshToken"]
    again = login(local, refreshToken=refresh)["data"]["obtainKrakenToken"]
    assert again["refreshToken"] == refresh
    assert local.code(PRINT, BILL, token=again["token"]) is None
    assert local.code(PRINT, BILL, token=refresh) == "KT-CT-1143"


@pytest.mark.parametrize(
    ("credentials", "code"),
    [
        ({"APIKey": "sk_live_wrong"}, "KT-CT-1134"),
        ({"refreshToken": "wrong"}, "KT-CT-1134"),
        ({}, "KT-CT-1135"),
        ({"APIKey": "sk_live_reference", "preSignedKey": "sk_live_reference"}, "KT-CT-1135"),
    ],
)
def test_bad_credentials(local: Local, credentials: dict[str, str], code: str) -> None:
    body = login(local, **credentials)
    assert body["errors"][0]["extensions"]["errorCode"] == code
    assert body["data"] == {"obtainKrakenToken": None}


def test_a_token_that_has_expired(make_local: Callable[[ServerSettings], Local]) -> None:
    assert make_local(ServerSettings(token_lifetime=0)).code(PRINT, BILL) == "KT-CT-1124"


@pytest.mark.parametrize(
    "bad", ["this-is-no-token", "a.b.c", "Bearer", "é.é.é", "JWT e30.e30.e30", "..", "W10.W10.W10"]
)
def test_what_is_no_token(local: Local, bad: str) -> None:
    assert local.code(PRINT, BILL, token=bad) == "KT-CT-1143"


def test_a_token_of_somebody_else(local: Local) -> None:
    foreign, _ = TokenIssuer(b"somebody else").issue("access", 3600)
    assert local.code(PRINT, BILL, token=foreign) == "KT-CT-1143"


def test_a_token_with_other_claims(local: Local) -> None:
    header, claims, signature = local.token.split(".")
    content = json.loads(urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
    forged = urlsafe_b64encode(json.dumps({**content, "exp": 9999999999}).encode()).decode().rstrip("=")
    assert local.code(PRINT, BILL, token=f"{header}.{forged}.{signature}") == "KT-CT-1143"


def test_a_mutation_that_needs_no_token_refuses_a_bad_one(local: Local) -> None:
    assert local.code(LINE, token=None) is None
    assert local.code(LINE, token="a.b.c") == "KT-CT-1143"


def test_logging_in_takes_an_expired_token_and_no_bad_one(
    make_local: Callable[[ServerSettings], Local],
) -> None:
    local = make_local(ServerSettings(token_lifetime=0))
    key = {"input": {"APIKey": local.api_key}}
    assert local.code(LOGIN, key) is None
    assert local.code(LOGIN, key, token="a.b.c") == "KT-CT-1143"


def test_a_query_refuses_a_bad_token_and_introspection_does_not(local: Local) -> None:
    codes = "{ possibleErrors { name } }"
    assert local.code(codes, token=None) is None
    assert local.code(codes) is None
    refused = local.post(codes, token="a.b.c")
    assert refused["errors"][0]["extensions"]["errorCode"] == "KT-CT-1143"
    assert refused["errors"][0]["path"] == ["possibleErrors"]
    assert "errors" not in local.post("{ __schema { queryType { name } } }", token="a.b.c")


@pytest.mark.parametrize(
    "name", ["createFormSubmission", "registerPushNotificationBinding", "updatePassword"]
)
def test_a_token_that_only_the_text_asks_for(local: Local, name: str) -> None:
    queries = {
        "createFormSubmission": 'createFormSubmission(input: {accountNumber: "A-12345670", content: "{}"}) { id }',
        "registerPushNotificationBinding": (
            'registerPushNotificationBinding(input: {bundleId: "b", token: "t"}) { pushNotificationBinding { id } }'
        ),
        "updatePassword": (
            'updatePassword(input: {oldPassword: "a", newPassword: "b", newPasswordConfirmed: "b"}) { viewer { id } }'
        ),
    }
    query = f"mutation {{ {queries[name]} }}"
    assert local.code(query) is None
    assert local.code(query, token=None) == "KT-CT-1112"


def test_a_user_makes_the_tokens_invalid_that_were_issued_before() -> None:
    issuer = TokenIssuer()
    before, refresh = (issuer.issue(use, 60)[0] for use in ("access", "refresh"))
    others = issuer.issue("access", 60, subject="somebody else")[0]
    issuer.end_all(OWNER, lambda token: False)
    after = issuer.issue("access", 60)[0]
    ended = [issuer.has_ended(issuer.read(text)) for text in (before, refresh, others, after)]
    assert ended == [True, True, False, False]
