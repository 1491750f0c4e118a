"""Keeps secrets out of everything that is written."""

import json
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from kraken_conformance.encodable_text import encodable
from kraken_conformance.event_schema import vocabulary
from kraken_conformance.safety.escaped_text import is_escaped, replaced, unescaped
from kraken_conformance.safety.known_secrets import HIDDEN, SHORTEST, KnownSecrets

_SECRET_NAME = re.compile(
    r"authorization|cookie|passw|secret|token|api_?key|private_?key|pre_?signed_?key|\biban\b|iban$|^key$",
    re.IGNORECASE,
)
_SECRET_HEADER = re.compile(r"auth|key|session|sign|credential|csrf|access|cf-", re.IGNORECASE)
_NOT_SECRET = re.compile(r"^(tokensInvalidated|refreshExpiresIn|passwordUpdated)$")
_SECRET_TEXT = re.compile(
    r"\bsk_(?:live|test)_\w+"  # an API key
    r"|\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,4})?\b"  # an IBAN
)
_WORD = re.compile(r"[\w.-]+")
"""What a JSON web token may be in: each character is in one of these at most, however long they are."""

_SHORTEST_HEADER = 11
"""Characters of the first part of a JSON web token, at least."""

MOST_LEARNT = 1_000
"""Secrets that are learnt from exchanges at most."""

LONG = 16
DIFFERENT = 8
"""A value that a target calls a secret is hidden elsewhere too where it is long enough and has enough different
characters, digits among them: a server could make the harness hide any word of its reports otherwise."""

FEW = 3
"""Fewer different characters than this make no secret."""


class Redactor:
    """Replaces secrets by `[hidden]`: those that are registered, and what stands under a name that sounds secret.

    `public` texts look like secrets and are none: tokens and other values made up to be refused.
    """

    def __init__(self, secrets: Iterable[str] = (), *, public: Iterable[str] = ()) -> None:
        self._public = frozenset(public)
        self._encoded = KnownSecrets(secrets)
        self._known: dict[str, str] = {}
        """What was learnt, as it is, and as it reads without its escapes."""

    def learn(self, value: Any) -> None:
        """Remember what stands under secret names in a JSON value of ours, so that it is hidden elsewhere too.

        But not digits in order and the like, which are made up, and part of many other values: what the user gives is
        registered, whatever it is.
        """
        words = vocabulary()
        found = (text for text in _secrets_in(value) if len(text) >= SHORTEST and text not in words)
        self._remember(text for text in found if not _is_plain(text))

    def learn_answer(self, value: Any) -> None:
        """Remember the same of an answer, where it is long and random enough to be a secret."""
        self._remember(filter(is_random, _secrets_in(value)))

    def _remember(self, texts: Iterable[str]) -> None:
        for text in texts:
            if len(self._known) < MOST_LEARNT:
                self._known[text] = unescaped(text)

    def text(self, text: str) -> str:
        """Return a text without the secrets in it."""
        shown = next((public for public in self._public if public in text), None)
        if shown is not None:
            return shown.join(map(self.text, text.split(shown)))
        text = self._encoded.text(text)
        for secret in sorted((secret for secret in self._known if secret in text), key=len, reverse=True):
            text = text.replace(secret, HIDDEN)
        return _SECRET_TEXT.sub(HIDDEN, _without_web_tokens(self._without_escaped(text)))

    def _without_escaped(self, text: str) -> str:
        """Return a text without what was learnt, where it stands in escapes."""
        if not self._known or not is_escaped(text, quotes=True):
            return text
        read = unescaped(text)
        found = sorted((secret for secret in self._known.values() if secret in read), key=len, reverse=True)
        return replaced(text, re.compile("|".join(map(re.escape, found))), HIDDEN) if found else text

    def value(self, value: Any) -> Any:
        """Return a JSON value without the secrets in it."""
        if isinstance(value, dict):
            return {
                self._name(name): HIDDEN if is_secret_name(name) and self._hides(item) else self.value(item)
                for name, item in value.items()
            }
        if isinstance(value, list | tuple):
            return [self.value(item) for item in value]
        return self.text(value) if isinstance(value, str) else value

    def _name(self, name: Any) -> Any:
        """Return the name of a value without the secrets in it; the usual names have none."""
        return self.text(name) if isinstance(name, str) and len(name) > LONG else name

    def _hides(self, value: Any) -> bool:
        return isinstance(value, str) and bool(value) and not {value, value.rpartition(" ")[2]} & self._public

    def body(self, content: bytes) -> str:
        """Return the content of a request or response as text without the secrets in it."""
        text = content.decode("utf-8", errors="replace")
        try:
            parsed = json.loads(text)
        except (ValueError, RecursionError):
            return self.text(text)
        return encodable(json.dumps(self.value(parsed), ensure_ascii=False))


def _without_web_tokens(text: str) -> str:
    """Return a text without the JSON web tokens in it: three parts with dots between, the first begins with `eyJ`."""
    if "eyJ" not in text:
        return text
    return _WORD.sub(_hide_web_token, text)


def _hide_web_token(word: re.Match[str]) -> str:
    parts = word[0].split(".")
    for number, part in enumerate(parts[:-2]):
        begin = part.find("eyJ")
        if begin >= 0 and len(part) - begin >= _SHORTEST_HEADER and parts[number + 1]:
            before = ".".join([*parts[:number], part[:begin]])
            after = "".join(f".{left}" for left in parts[number + 3 :])
            return f"{before}{HIDDEN}{after}"
    return word[0]


def of_target(token: str) -> tuple[str, ...]:
    """Return a token that a target gave, to be hidden wherever it stands; nothing where it may be any other word.

    A login that gives the name of a mutation or of a requirement for a token must not make evidence unreadable.
    """
    return (token,) if is_random(token.rpartition(" ")[2]) else ()


def is_random(text: str) -> bool:
    """Whether a text is long and random enough to be a secret."""
    mixed = any(map(str.isdigit, text)) and any(map(str.isalpha, text))
    return len(text) >= LONG and mixed and " " not in text and len(set(text)) >= DIFFERENT


def _is_plain(text: str) -> bool:
    """Whether a text is one character or two again and again, or characters in order, such as 7890123."""
    wrap = 10 if text.isascii() and text.isdigit() else 1 + max(map(ord, text))
    steps = {(ord(after) - ord(before)) % wrap for before, after in pairwise(text)}
    return len(steps) == 1 or len(set(text)) < FEW


def is_secret_name(name: Any) -> bool:
    """Whether what stands under a name is a secret."""
    return isinstance(name, str) and bool(_SECRET_NAME.search(name)) and not _NOT_SECRET.match(name)


def is_secret_header(name: str, value: str) -> bool:
    """Whether a header that the user gives carries a secret, and not the name of an environment or the like."""
    return is_secret_name(name) or bool(_SECRET_HEADER.search(name)) or len(value) >= LONG


def _secrets_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, item in value.items():
            if isinstance(item, str) and is_secret_name(name):
                yield item
            else:
                yield from _secrets_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from _secrets_in(item)
