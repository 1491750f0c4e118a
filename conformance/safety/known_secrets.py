"""The secrets of this process, in every form in which they may come back, for all that leaves it.

A server that gets a secret may send it back in part (the token without its scheme, one of several cookies) and
encoded (base64, percent, hexadecimal, quoted-printable, escaped), as a value or as the name of an object. A text is
searched as it is written, and where it has escapes, as it reads (`escaped_text.py`). Whatever writes, to a file or to
a terminal, asks here last.
"""

import binascii
import json
import quopri
import re
import threading
from base64 import b64decode, b64encode, urlsafe_b64encode
from collections.abc import Iterable, Iterator
from typing import Any, Final, TypeVar, cast
from urllib.parse import parse_qsl, quote_plus

from kraken_conformance.event_schema import vocabulary
from kraken_conformance.events import Event
from kraken_conformance.safety.escaped_text import (
    GROUPED,
    IN_GROUPS,
    QUOTED,
    has_quotes,
    is_escaped,
    read_as,
    replaced,
    unescaped,
)

EventT = TypeVar("EventT", bound=Event | dict[str, Any])

HIDDEN: Final = "[hidden]"

SHORTEST: Final = 6
"""Secrets shorter than this many characters are hidden under their name alone: as text they hide too much else.

So are those that are a word of evidence itself, which could not be read then."""

_OWN_KEY = re.compile(r"[a-z_]{1,24}")
"""Keys of the harness's own, which stay: evidence without them could not be read."""


class KnownSecrets:
    """Replaces secrets by `[hidden]`, those that it was given, in all their forms. Safe to use from many threads."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._lock = threading.Lock()
        self._secrets: set[str] = set()
        self._forms: tuple[str, ...] = ()
        self._read: tuple[str, ...] = ()
        self._digits: tuple[str, ...] = ()
        self._have_quotes = False
        self.add(*secrets)

    def add(self, *secrets: str) -> None:
        """Remember secrets, such as the values of headers."""
        with self._lock:
            new = {secret for secret in secrets if len(secret) >= SHORTEST} - self._secrets - vocabulary()
            if not new:
                return
            self._secrets |= new
            forms = {form for secret in new for form in forms_of(secret)}
            self._forms = _longest_first({form.lower() for form in forms}.union(self._forms))
            self._read = _longest_first(set(_as_read(forms)).union(self._read))
            digits = {form for secret in new for form in _digits_of(secret)}
            self._digits = _longest_first(digits.union(self._digits))
            self._have_quotes = any(map(has_quotes, self._read))

    def add_url(self, url: str) -> None:
        """Remember what the query of an address has as values: keys for gateways are given so."""
        query = url.partition("?")[2].partition("#")[0]
        self.add(*(value for _, value in parse_qsl(query)))

    def text(self, text: str) -> str:
        """Return a text without the secrets in it."""
        if found := list(_found(self._forms, text)):
            text = _any_of(found).sub(HIDDEN, text)
        for kind, found in self._read_in(text):
            text = replaced(text, _any_of(found), HIDDEN, kind)
        return text

    def are_in(self, text: str) -> bool:
        """Whether any secret is in a text, in any of its forms."""
        return any(_found(self._forms, text)) or any(self._read_in(text))

    def _read_in(self, text: str) -> Iterator[tuple[re.Pattern[str] | None, list[str]]]:
        """Yield the forms that a text reads as, the longest first, with how it is read; as a rule it is plain."""
        if not self._read:
            return
        plain = text
        if is_escaped(text, quotes=self._have_quotes):
            plain = unescaped(text)
            if found := list(_found(self._read, plain)):
                yield None, found
        if (
            "=" in plain
            and QUOTED.search(plain)
            and (found := list(_found(self._read, read_as(plain, QUOTED))))
        ):
            yield QUOTED, found
        if IN_GROUPS.search(plain) and (found := list(_found(self._digits, read_as(plain, GROUPED)))):
            yield GROUPED, found

    def value(self, value: Any) -> Any:
        """Return a JSON value without the secrets in it, in its names too."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {self._name(name): self.value(item) for name, item in value.items()}
        return [self.value(item) for item in value] if isinstance(value, list | tuple) else value

    def event(self, event: EventT) -> EventT:
        """Return an event without the secrets in it; as a rule there are none, and it is the same."""
        if not self._forms or not self.are_in(json.dumps(event, ensure_ascii=False)):
            return event
        return cast(EventT, {**self.value(event), "type": event["type"]})

    def _name(self, name: Any) -> Any:
        if not isinstance(name, str) or (_OWN_KEY.fullmatch(name) and name not in self._secrets):
            return name
        return self.text(name)


KNOWN: Final = KnownSecrets()
"""The secrets of this process."""


def _found(forms: Iterable[str], text: str) -> Iterator[str]:
    """Yield the forms that are in a text, in their order."""
    lower = text.lower()
    return (form for form in forms if form in lower)


def _any_of(found: Iterable[str]) -> re.Pattern[str]:
    """Return what finds a few forms: to try each one at each place of a large text takes long."""
    return re.compile("|".join(map(re.escape, found)), re.IGNORECASE)


def _longest_first(forms: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(forms, key=lambda form: (-len(form), form)))


def _as_read(forms: Iterable[str]) -> Iterator[str]:
    """Yield forms as they read; a backslash at the end would be one of what follows it."""
    for form in forms:
        read = unescaped(form).rstrip("\\").lower()
        if len(read) >= SHORTEST and read not in vocabulary():
            yield read


def forms_of(secret: str) -> Iterator[str]:
    """Yield what a secret looks like when it comes back: its parts, as they are and encoded, but for escapes."""
    for part in dict.fromkeys(_parts(secret)):
        if len(part) < SHORTEST:
            continue
        content = part.encode("utf-8", "surrogatepass")
        yield from (
            part,
            quote_plus(part),
            quopri.encodestring(content).replace(b"=\n", b"").decode(),
            content.hex(),
            part[::-1],
        )
        for offset in range(3):
            for encode in (b64encode, urlsafe_b64encode):
                yield _core(encode(bytes(offset) + content).decode(), offset, len(content))


def _digits_of(secret: str) -> Iterator[str]:
    """Yield the bytes of the parts of a secret as hexadecimal digits."""
    for part in _parts(secret):
        if len(part) >= SHORTEST:
            yield part.encode("utf-8", "surrogatepass").hex()


def _core(encoded: str, offset: int, length: int) -> str:
    """Return of a base64 text what is the same whatever stands before and after the secret."""
    return encoded[-(-offset * 8 // 6) : (offset + length) * 8 // 6]


def _parts(secret: str) -> Iterator[str]:
    yield secret
    scheme, space, credentials = secret.partition(" ")
    if space:
        yield credentials.strip()
    if scheme.lower() == "basic":
        yield from _basic(credentials.strip())
    if "=" in secret:
        for pair in re.split(r"[;,&]\s*", secret):
            yield pair.partition("=")[2].strip(' "')


def _basic(encoded: str) -> Iterator[str]:
    try:
        text = b64decode(encoded, validate=True).decode()
    except (binascii.Error, ValueError):
        return
    yield text
    yield text.partition(":")[2]
