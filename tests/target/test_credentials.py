from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from typing import Any

import pytest

from kraken_conformance.model.case import Credentials
from kraken_conformance.target.auth.credentials import authorization

BAD = (Credentials.MALFORMED, Credentials.EXPIRED, Credentials.FOREIGN)


def decoded(part: str) -> Any:
    return json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def test_the_run_s_own_token_is_sent_as_it_was_given() -> None:
    assert authorization(Credentials.TOKEN, "eyJ") == "eyJ"
    assert authorization(Credentials.TOKEN, None) is None


@pytest.mark.parametrize("token", [None, "eyJ"])
def test_without_credentials_there_is_no_header(token: str | None) -> None:
    assert authorization(Credentials.NONE, token) is None


@pytest.mark.parametrize("credentials", BAD)
def test_bad_credentials_are_always_the_same_and_never_the_run_s(credentials: Credentials) -> None:
    assert authorization(credentials, "eyJ") == authorization(credentials, None) != "eyJ"


def test_bad_credentials_differ_from_one_another() -> None:
    assert len({authorization(credentials, None) for credentials in BAD}) == 3


@pytest.mark.parametrize("credentials", BAD)
@pytest.mark.parametrize("scheme", ["JWT", "Bearer"])
def test_bad_credentials_carry_the_scheme_of_the_run_s_token(credentials: Credentials, scheme: str) -> None:
    assert authorization(credentials, f"{scheme} eyJ") == f"{scheme} {authorization(credentials, None)}"


@pytest.mark.parametrize(
    ("credentials", "expired_in_2026"), [(Credentials.EXPIRED, True), (Credentials.FOREIGN, False)]
)
def test_a_bad_token_is_well_formed(credentials: Credentials, expired_in_2026: bool) -> None:
    token = authorization(credentials, None)
    assert token is not None
    header, claims, signature = token.split(".")
    assert decoded(header) == {"alg": "HS256", "typ": "JWT"}
    assert decoded(claims)["iat"] < decoded(claims)["exp"]
    assert (decoded(claims)["exp"] < 1_767_225_600) is expired_in_2026
    assert len(urlsafe_b64decode(signature + "=")) == 32


def test_malformed_credentials_are_no_token_of_any_kind() -> None:
    token = authorization(Credentials.MALFORMED, None)
    assert token is not None
    assert "." not in token
