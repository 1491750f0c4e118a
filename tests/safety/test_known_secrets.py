"""A secret is hidden in every form in which it may come back, and nothing else is."""

from __future__ import annotations

import html
import json
import quopri
import re
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from html.entities import codepoint2name
from urllib.parse import quote

import pytest

from kraken_conformance.safety.known_secrets import HIDDEN, KnownSecrets

SECRET = 'c4n"ry/7f&3e+9b=\u00e91d<0a'


def encoded(secret: str, before: str = "") -> str:
    return b64encode((before + secret).encode()).decode()


def bytes_as(form: str) -> Callable[[str], str]:
    return lambda secret: "".join(form.format(byte) for byte in secret.encode())


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
    "hexadecimal with blanks": lambda secret: secret.encode().hex(" "),
    "hexadecimal with colons": lambda secret: secret.encode().hex(":").upper(),
    "hexadecimal with dashes": lambda secret: secret.encode().hex("-"),
    "hexadecimal in pairs of bytes": lambda secret: secret.encode().hex(" ", -2),
    "hexadecimal in pairs from the end": lambda secret: secret.encode().hex(" ", 2),
    "hexadecimal in fours": lambda secret: secret.encode().hex("_", 4),
    "hexadecimal in eights": lambda secret: secret.encode().hex(" ", -8),
    "hexadecimal in JSON lines": lambda secret: json_text(secret.encode().hex("\n", -4), 2),
    "hexadecimal in lines": lambda secret: secret.encode().hex("\n", 8),
    "hexadecimal as numbers": lambda secret: ", ".join(f"0x{byte:02x}" for byte in secret.encode()),
    "quoted-printable": lambda secret: quopri.encodestring(secret.encode()).decode(),
    "quoted-printable of all bytes": bytes_as("={:02X}"),
    "quoted-printable in small letters": bytes_as("={:02x}"),
    "quoted-printable of some bytes": lambda secret: "".join(
        f"={byte:02X}" if number % 2 or byte == 61 or byte > 126 else chr(byte)
        for number, byte in enumerate(secret.encode())
    ),
    "quoted-printable in lines": lambda secret: "=\r\n".join(
        re.findall(".{6}|.+", bytes_as("={:02X}")(secret))
    ),
    "quoted-printable in lines of letters": lambda secret: "=\n".join(
        re.findall("(?:=..|.){1,4}", quopri.encodestring(secret.encode()).decode())
    ),
    "base64": encoded,
    "base64 after a letter": lambda secret: encoded(secret, "x"),
    "base64 after a scheme": lambda secret: encoded(secret, "Bearer "),
    "base64 for addresses": lambda secret: urlsafe_b64encode(secret.encode()).decode().rstrip("="),
    "escapes": lambda secret: "".join(f"\\u{ord(letter):04x}" for letter in secret),
    "entities": lambda secret: "".join(f"&#{ord(letter)};" for letter in secret),
    "backwards": lambda secret: secret[::-1],
}


def json_text(text: str, times: int = 1) -> str:
    """A text as it stands in JSON, in JSON within that, and so on."""
    for _ in range(times):
        text = json.dumps(text)[1:-1]
    return text


def each(form: str) -> Callable[[str], str]:
    """Write every character in a form."""
    return lambda secret: "".join(form.format(ord(letter)) for letter in secret)


def signs(form: str) -> Callable[[str], str]:
    """Write in a form what is neither a letter nor a digit."""
    return lambda secret: "".join(
        letter if letter.isascii() and letter.isalnum() else form.format(ord(letter)) for letter in secret
    )


def named(secret: str) -> str:
    return "".join(
        f"&{codepoint2name[ord(letter)]};" if ord(letter) in codepoint2name else letter for letter in secret
    )


ESCAPES: dict[str, Callable[[str], str]] = {
    "escapes": each("\\u{:04x}"),
    "escapes in capital letters": each("\\U{:04X}"),
    "escapes of eight digits": each("\\U{:08x}"),
    "escapes in brackets": each("\\u{{{:x}}}"),
    "bytes of C": bytes_as("\\x{:02x}"),
    "characters of C": each("\\x{:02x}"),
    "octal": bytes_as("\\{:03o}"),
    "signs as escapes": signs("\\u{:04x}"),
    "signs after a backslash": lambda secret: re.sub(r"([^\w])", r"\\\1", secret),
    "of PHP": lambda secret: json_text(secret).replace("/", "\\/"),
    "of Python": lambda secret: repr(secret)[1:-1],
    "bytes of Python": lambda secret: repr(secret.encode())[2:-1],
    "decimal entities": each("&#{};"),
    "decimal entities with zeros": each("&#{:07};"),
    "hexadecimal entities": each("&#x{:X};"),
    "hexadecimal entities with zeros": each("&#x{:06x};"),
    "entities of signs": signs("&#x{:02X};"),
    "named entities": named,
    "percent": bytes_as("%{:02x}"),
    "percent in Latin-1": lambda secret: quote(secret.encode("latin-1"), safe=""),
    "UTF-8 as Latin-1": lambda secret: secret.encode().decode("latin-1"),
    "UTF-8 as Windows-1252, twice": lambda secret: secret.encode().decode("cp1252").encode().decode("cp1252"),
    "base64 of PHP": lambda secret: (
        encoded(secret, "x: ")[4:].rstrip("=").replace("/", "\\/").replace("+", "&#43;")
    ),
}
AROUND: dict[str, Callable[[str], str]] = {
    "alone": str,
    "in JSON": json_text,
    "in JSON, in JSON, in JSON": lambda text: json_text(text, 3),
    "in JSON of 12 levels": lambda text: (
        json_text(text, 12) if len(json_text(text, 9)) < 500_000 else json_text(text, 5)
    ),
    "in HTML": html.escape,
    "in HTML twice, in JSON": lambda text: json_text(html.escape(html.escape(text))),
    "in an address twice": lambda text: quote(quote(text, safe=""), safe=""),
    "in JSON, in HTML, in an address": lambda text: quote(html.escape(json_text(text)), safe=""),
    "JSON, every character an escape": lambda text: each("\\u{:04x}")(json_text(text)),
}


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("form", ESCAPES)
def test_a_secret_is_hidden_in_escapes_of_escapes(form: str, around: str) -> None:
    known = KnownSecrets()
    known.add_url(f"https://gateway.example/?key={quote(SECRET, safe='')}")
    text = AROUND[around](ESCAPES[form](SECRET))
    assert re.fullmatch(r"before \S{0,2}\[hidden\]\S{0,8} after", known.text(f"before {text} after"))
    event = {"type": "finding", "actual": text, text: {"body": json.dumps(text)}}
    hidden = json.dumps(KnownSecrets([SECRET]).event(event))
    assert hidden.count(HIDDEN) == 3
    assert json_text(text) not in hidden


PLAIN = (
    "a\\u0062c",
    r"C:\new\table\\u0041",
    "100 %25 of &lt;b&gt; &amp;amp; \\x41 &unknown; &#99999999; %zz \\q",
    "GÃ¶teborg, \u00c3\u00a9t\u00e9, \u691c\u91dd \ud83d\ude00",
    json.dumps({"query": 'mutation { a(b: "\\n") }\n'}),
)


@pytest.mark.parametrize("text", PLAIN)
def test_escapes_that_hold_no_secret_stay(text: str) -> None:
    assert KnownSecrets([SECRET, "0123456789", 'quo"ted\\secret']).text(text) == text


def test_what_stands_around_an_escaped_secret_stays() -> None:
    text = r"\n&lt;%41\u006b123456789\\\"%2F&gt;G\u00f6"
    assert KnownSecrets(["k123456789"]).text(f"{text} {text}") == (
        r"\n&lt;%41[hidden]\\\"%2F&gt;G\u00f6 \n&lt;%41[hidden]\\\"%2F&gt;G\u00f6"
    )


def test_a_secret_with_escapes_of_its_own_is_hidden() -> None:
    secret = r"p%41ss\nw&amp;rd\\"
    for text in (secret, json_text(secret, 2), html.escape(secret), quote(secret, safe="")):
        assert "ss" not in KnownSecrets([secret]).text(text)


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
