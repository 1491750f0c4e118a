"""The token that is obtained with an API key, and what is said where there is none."""

import json
from typing import Any

import pytest

from kraken_conformance.exceptions import TargetUnavailable
from kraken_conformance.model.exchange import Exchange, Request, Response
from kraken_conformance.spec import load_contract
from kraken_conformance.target.auth.login import obtain_token

KEY = "sk_live_own"


def obtained(body: Any, status: int = 200, problem: str | None = None) -> tuple[str, dict[str, Any]]:
    """Return the token, and the variables that were sent for it."""
    platform = load_contract("oefr").platform
    assert platform.login is not None
    sent: dict[str, Any] = {}

    def send(document: str, variables: dict[str, Any]) -> Exchange:
        assert "obtainKrakenToken" in document
        sent.update(variables)
        request = Request("POST", "http://127.0.0.1/auth/", {}, b"")
        return Exchange(None, request, Response(status, {}, json.dumps(body).encode(), 0.0))  # type: ignore[arg-type]

    return obtain_token(send, KEY, platform.login, platform.errors, lambda exchange: problem), sent


def given(token: Any) -> dict[str, Any]:
    return {"data": {"obtainKrakenToken": {"token": token}}}


def test_the_key_is_sent_and_the_token_of_the_answer_is_given() -> None:
    assert obtained(given("eyJ.own")) == ("eyJ.own", {"input": {"APIKey": KEY}})


@pytest.mark.parametrize(
    "token", ["", " ", 7, ["eyJ"], "eyJ\n.own", "eyJ\x1b[2J", "eyJ\u00e9", "\ud800", "a" * 70_000]
)
def test_what_no_header_can_hold_is_no_token(token: Any) -> None:
    with pytest.raises(TargetUnavailable, match=r"status 200, and a token that no header can hold\. Check"):
        obtained(given(token))


@pytest.mark.parametrize("body", [None, [], 1, {}, {"data": None}, {"data": {"obtainKrakenToken": None}}])
def test_an_answer_without_a_token_is_named_without_the_key(body: Any) -> None:
    with pytest.raises(TargetUnavailable) as raised:
        obtained(body, 400)
    assert "http://127.0.0.1/auth/ gave no token for the API key: status 400. Check --api-key" in str(
        raised.value
    )
    assert KEY not in str(raised.value)


@pytest.mark.parametrize(
    ("errors", "said"),
    [
        ([{"extensions": {"errorCode": "KT-CT-1139"}}], "status 200 and KT-CT-1139."),
        ([{}, 3, {"extensions": 3}, {"extensions": {"other": 1}}], "status 200."),
        ([{"extensions": {"errorCode": "A"}}, {"extensions": {"errorCode": "B"}}], "status 200 and A."),
        ([{"extensions": {"errorCode": []}}, {"extensions": {"errorCode": "B"}}], "status 200 and B."),
        ([{"extensions": {"errorCode": "A\x1b[2J\n::error ::\ud800"}}], "status 200."),
        ([{"extensions": {"errorCode": "A" * 10_000}}], "status 200."),
        (1, "status 200."),
        ({"message": "no"}, "status 200."),
    ],
)
def test_the_first_code_is_named(errors: Any, said: str) -> None:
    with pytest.raises(TargetUnavailable) as raised:
        obtained({"data": None, "errors": errors})
    assert f"for the API key: {said} " in str(raised.value)


def test_what_is_no_graphql_is_named_by_what_it_is() -> None:
    with pytest.raises(TargetUnavailable, match=r"The login at http://127\.0\.0\.1/auth/ is a web page"):
        obtained(given("eyJ.own"), problem="is a web page")
