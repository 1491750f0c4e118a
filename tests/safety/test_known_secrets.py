"""A secret is hidden in every form in which it may come back, and nothing else is."""

from __future__ import annotations

import html
import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from urllib.parse import quote

import pytest

from kraken_conformance.safety.known_secrets import HIDDEN, KnownSecrets

SECRET = 'c4n"ry/7f&3e+9b=\u00e91d<0a'


def encoded(secret: str, before: str = "") -> str:
    return b64encode((before + secret).encode()).decode()


FORMS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "in capital letters": str.upper,
    "in JSON": json.dumps,
    "in JSON as UTF-8": lambda secret: json.dumps(secret, ensure_ascii=False),
    "in HTML": html.escape,
    "percent": lambda secret: quote(secret, safe=""),
    "percent in small letters": lambda secret: quote(secret, safe="").lower(),
    "percent twice": lambda secret: quote(quote(secret, safe=""), safe=""),
    "hexadecimal": lambda secret: secret.encode().hex(),
    "HEXADECIMAL": lambda secret: secret.encode().hex().upper(),
    "base64": encoded,
    "base64 after a letter": lambda secret: encoded(secret, "x"),
    "base64 after a scheme": lambda secret: encoded(secret, "Bearer "),
    "base64 for addresses": lambda secret: urlsafe_b64encode(secret.encode()).decode().rstrip("="),
    "escapes": lambda secret: "".join(f"\\u{ord(letter):04x}" for letter in secret),
    "entities": lambda secret: "".join(f"&#{ord(letter)};" for letter in secret),
    "backwards": lambda secret: secret[::-1],
}


@pytest.mark.parametrize("form", FORMS)
def test_a_secret_is_hidden_in_every_form(form: str) -> None:
    known = KnownSecrets([f"Bearer {SECRET}"])
    text = FORMS[form](SECRET).strip('"').rstrip("=")
    hidden = known.text(f"before {text} after")
    assert hidden.startswith("before ")
    assert HIDDEN in hidden
    assert hidden.endswith(" after")
    assert text not in hidden


@pytest.mark.parametrize(
    ("secret", "part"),
    [
        ("JWT 0123456789", "0123456789"),
        ("session=0123456789; theme=darkness", "0123456789"),
        ("session=0123456789; theme=darkness", "darkness"),
        (f"Basic {b64encode(b'nightly:hunter22').decode()}", "hunter22"),
    ],
)
def test_the_parts_of_a_secret_are_secrets(secret: str, part: str) -> None:
    assert part not in KnownSecrets([secret]).text(f"got {part}")


def test_values_in_the_query_of_an_address_are_secrets() -> None:
    known = KnownSecrets()
    known.add_url("https://gateway.example/graphql?key=0123456789&v=1")
    assert known.text("key=0123456789&v=1") == f"key={HIDDEN}&v=1"


def test_names_and_values_of_an_event_are_searched() -> None:
    known = KnownSecrets(["0123456789"])
    event = {"type": "result", "errors_observed": {"0123456789": 3}, "path": ["errors", 0, "x0123456789"]}
    assert known.event(event) == {
        "type": "result",
        "errors_observed": {HIDDEN: 3},
        "path": ["errors", 0, f"x{HIDDEN}"],
    }


def test_an_event_without_a_secret_is_the_same() -> None:
    event = {"type": "result"}
    assert KnownSecrets(["0123456789"]).event(event) is event


def test_the_keys_of_evidence_stay() -> None:
    event = {"type": "x", "configuration": {"max_examples": "max_examples-1"}}
    hidden = KnownSecrets(["examples-1", "max_examples-1"]).event(event)
    assert hidden == {"type": "x", "configuration": {"max_examples": HIDDEN}}


def test_short_secrets_hide_nothing() -> None:
    assert KnownSecrets(["abc", "JWT x", ""]).text("abc JWT x") == "abc JWT x"


@pytest.mark.parametrize("word", ["mutation", "requirement", "non-conformant", "inconclusive"])
def test_a_word_of_evidence_is_never_hidden_in_it(word: str) -> None:
    event = {"type": "result", "mutation": "selfReading", "verdict": "non-conformant", "label": word}
    assert KnownSecrets([word]).event(event) == event
