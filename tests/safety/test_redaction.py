from __future__ import annotations

import json

import pytest

from kraken_conformance.safety.known_secrets import HIDDEN
from kraken_conformance.safety.redaction import Redactor, is_secret_header, of_target

TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"
IBAN = "FR7630006000011234567890189"


@pytest.mark.parametrize(
    "name", ["password", "newPassword", "APIKey", "token", "refreshToken", "iban", "Authorization"]
)
def test_what_stands_under_a_secret_name_is_hidden(name: str) -> None:
    assert Redactor().value({"input": [{name: "hunter2"}]}) == {"input": [{name: HIDDEN}]}


@pytest.mark.parametrize("secret", [TOKEN, IBAN, "FR76 3000 6000 0112 3456 7890 189", "sk_live_abcdef123456"])
def test_what_looks_secret_is_hidden_wherever_it_stands(secret: str) -> None:
    assert secret not in json.dumps(Redactor().value({"message": f"no account for {secret}."}))


def test_a_secret_that_is_known_is_hidden_in_every_text() -> None:
    redactor = Redactor(["correct horse"])
    assert redactor.text("curl -H 'X: correct horse'") == f"curl -H 'X: {HIDDEN}'"


def test_a_secret_that_was_seen_under_its_name_is_hidden_elsewhere() -> None:
    redactor = Redactor()
    redactor.learn({"input": {"password": "hunter2!"}})
    assert redactor.text("got hunter2!") == f"got {HIDDEN}"


@pytest.mark.parametrize(
    "value",
    [
        {"tokensInvalidated": True},
        {"accountNumber": "A-00000001"},
        {"code": "KT-CT-1111"},
        {"token": 5},
        {"id": None},
    ],
)
def test_what_is_no_secret_stays(value: object) -> None:
    assert Redactor().value(value) == value


def test_a_body_that_is_no_json_is_searched_as_text() -> None:
    assert TOKEN not in Redactor().body(f"<p>{TOKEN}</p>\xff".encode("latin-1"))


def test_a_token_that_was_made_up_is_shown_beside_one_that_was_not() -> None:
    made_up = TOKEN.replace("c2ln", "c2lo")
    redactor = Redactor(public=[made_up])
    assert redactor.value({"Authorization": f"JWT {made_up}"}) == {"Authorization": f"JWT {made_up}"}
    assert redactor.text(f"{TOKEN} {made_up} {TOKEN}") == f"{HIDDEN} {made_up} {HIDDEN}"


WORDS = ("mutation", "data", "conformant", "a sentence of several words 1", "aaaaaaaaaaaaaaaaaaa1")


@pytest.mark.parametrize("word", WORDS)
def test_a_target_cannot_make_an_ordinary_word_a_secret(word: str) -> None:
    redactor = Redactor()
    redactor.learn_answer({"token": word})
    assert redactor.text(f"the {word} stays") == f"the {word} stays"


def test_a_long_random_value_of_an_answer_is_hidden_elsewhere() -> None:
    redactor = Redactor()
    redactor.learn_answer({"data": {"refreshToken": "3f9a77c0de41b2855d6e"}})
    assert redactor.text("got 3f9a77c0de41b2855d6e") == f"got {HIDDEN}"


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("X-Env", "staging", False),
        ("Accept-Language", "fr", False),
        ("Cookie", "a=b", True),
        ("X-Api-Key", "abcdef", True),
        ("CF-Access-Client-Id", "abcdef", True),
        ("X-Own", "0123456789abcdef0123", True),
    ],
)
def test_headers_that_carry_a_secret(name: str, value: str, expected: bool) -> None:
    assert is_secret_header(name, value) is expected


@pytest.mark.parametrize("word", ["mutation", "selfReading", "error.code-declared", "a", "conformant"])
def test_a_login_cannot_make_an_ordinary_word_a_secret(word: str) -> None:
    assert of_target(word) == ()


def test_a_token_of_a_login_is_a_secret_with_its_scheme_and_without() -> None:
    token = "JWT eyJhbGciOiJIUzI1NiJ9.e30.c2ln"
    assert of_target(token) == (token,)
    assert of_target("4f1c9e7ab2d85306aa") == ("4f1c9e7ab2d85306aa",)


@pytest.mark.parametrize(
    "plain", ["123456789012", "aaaaaaaa", "000000", "abcdefgh", "987654", "ababab", "      "]
)
def test_what_is_made_up_of_common_characters_is_hidden_in_no_other_value(plain: str) -> None:
    """So that a request with a password of digits in order is sent again with the number that it was sent with."""
    redactor = Redactor()
    redactor.learn({"input": {"password": plain}})
    assert redactor.value({"password": plain, "prm": f"{plain}34"}) == {
        "password": HIDDEN,
        "prm": f"{plain}34",
    }


def test_what_the_user_gave_is_hidden_whatever_it_is() -> None:
    redactor = Redactor(["123456789012"])
    redactor.learn({"input": {"password": "123456789012"}})
    assert redactor.text("12345678901234") == f"{HIDDEN}34"


@pytest.mark.parametrize("secret", ["493027", "hunter2!", "1234567890124"])
def test_what_is_less_common_is_hidden_in_other_values(secret: str) -> None:
    redactor = Redactor()
    redactor.learn({"input": {"password": secret}})
    assert redactor.text(f"a{secret}") == f"a{HIDDEN}"


@pytest.mark.parametrize("text", [r"hunter2\u0021x", r"hunter2\\\\x21x", "hunter2&#033;x", "%68unter2%21x"])
def test_a_secret_that_was_learnt_is_hidden_in_escapes(text: str) -> None:
    redactor = Redactor()
    redactor.learn({"input": {"password": "hunter2!x"}})
    assert redactor.text(f"got {text}, {json.dumps(text)}") == f'got {HIDDEN}, "{HIDDEN}"'
