from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from hmac import digest
from typing import Any

import pytest

from kraken_conformance.model.case import Credentials
from kraken_conformance.server.rules.tokens import TokenIssuer
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


OWN = TokenIssuer(b"a secret").issue("access", 3600)[0]
ENDS = (Credentials.TAIL, Credentials.CUT, Credentials.LONGER, Credentials.FOURTH_PART)
UNSIGNED = {
    Credentials.UNSIGNED: "none",
    Credentials.UNSIGNED_TITLE: "None",
    Credentials.UNSIGNED_UPPER: "NONE",
    Credentials.UNSIGNED_MIXED: "nOnE",
    Credentials.UNSIGNED_SIGNED: "none",
}
KEYS = {Credentials.RESIGNED: b"secret", Credentials.RESIGNED_EMPTY: b""}
ALTERED = (*UNSIGNED, *KEYS, Credentials.STRIPPED, Credentials.CHANGED, *ENDS)


@pytest.mark.parametrize("credentials", ALTERED)
@pytest.mark.parametrize("scheme", ["", "JWT "])
def test_an_altered_token_is_not_good_and_keeps_the_scheme(credentials: Credentials, scheme: str) -> None:
    header = authorization(credentials, f"{scheme}{OWN}")
    assert header is not None
    assert header.startswith(scheme)
    assert not TokenIssuer(b"a secret").read(header).is_access_token()
    assert header == authorization(credentials, f"{scheme}{OWN}")


def test_the_altered_tokens_differ_in_one_part_each() -> None:
    own = OWN.split(".")
    parts = {form: (authorization(form, OWN) or "").split(".") for form in ALTERED}
    assert parts[Credentials.STRIPPED] == [*own[:2], ""]
    assert parts[Credentials.CHANGED][::2] == own[::2]
    for form, algorithm in UNSIGNED.items():
        assert decoded(parts[form][0])["alg"] == algorithm
        signed = form is Credentials.UNSIGNED_SIGNED
        assert parts[form][1:] == [own[1], own[2] if signed else ""]


@pytest.mark.parametrize("form", KEYS)
def test_a_server_with_a_key_from_a_tutorial_takes_what_is_signed_with_it(form: Credentials) -> None:
    header, claims, signature = (authorization(form, OWN) or "").split(".")
    assert [decoded(header), claims] == [{"alg": "HS256", "typ": "JWT"}, OWN.split(".")[1]]
    right = digest(KEYS[form], f"{header}.{claims}".encode(), "sha256")
    assert urlsafe_b64decode(f"{signature}=") == right


def test_the_end_of_a_token_is_altered_and_not_only_bits_without_a_meaning() -> None:
    tail, cut, longer, fourth = (authorization(form, OWN) or "" for form in ENDS)
    own = urlsafe_b64decode(OWN.rpartition(".")[2] + "=")
    assert tail[:-1] == OWN[:-1]
    assert urlsafe_b64decode(tail.rpartition(".")[2] + "=") != own
    assert OWN.startswith(cut)
    assert longer.startswith(OWN)
    assert len(cut) < len(OWN) < len(longer)
    assert fourth.split(".")[:-1] == OWN.split(".")


@pytest.mark.parametrize("credentials", ALTERED)
@pytest.mark.parametrize("token", ["an-opaque-token", "x", "a.b.c"])
def test_a_token_that_is_no_jwt_is_altered_too(credentials: Credentials, token: str) -> None:
    assert authorization(credentials, token) != token


@pytest.mark.parametrize(
    ("credentials", "token", "header"),
    [
        (Credentials.BLANK, "JWT eyJ", ""),
        (Credentials.SCHEME, "JWT eyJ", "JWT"),
        (Credentials.SCHEME, "eyJ", "Bearer"),
        (Credentials.BEARER, "JWT eyJ", "Bearer this-is.no-token.at-all"),
        (Credentials.NULL, "JWT eyJ", "JWT null"),
        (Credentials.NULL, "eyJ", "Bearer null"),
        (Credentials.UNDEFINED, "JWT eyJ", "Bearer undefined"),
        (Credentials.TOKEN_SCHEME, "JWT eyJ", "Token this-is-no-token"),
        (Credentials.PEER, "eyJ", "the peer's"),
        (Credentials.OWN_EXPIRED, "eyJ", "an old one"),
        (Credentials.OWN_EXPIRED_JWT, "eyJ", "JWT one"),
        (Credentials.OWN_EXPIRED_BEARER, "JWT eyJ", "Bearer one"),
    ],
)
def test_the_other_forms_of_the_header(credentials: Credentials, token: str, header: str) -> None:
    assert authorization(credentials, token, expired="an old one", peer="the peer's") == header
