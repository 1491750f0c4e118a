"""The secrets of this process, in every form in which they may come back, for all that leaves it.

A server that gets a secret may send it back in part (the token without its scheme, one of several cookies) and
encoded (base64, percent, hexadecimal, escaped), as a value or as the name of an object. Whatever writes, to a file
or to a terminal, asks here last.
"""

import binascii
import html
import json
import re
import threading
from base64 import b64decode, b64encode, urlsafe_b64encode
from collections.abc import Iterable, Iterator
from typing import Any, Final, TypeVar, cast
from urllib.parse import parse_qsl, quote, quote_plus

from kraken_conformance.event_schema import vocabulary
from kraken_conformance.events import Event

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
        self.add(*secrets)

    def add(self, *secrets: str) -> None:
        """Remember secrets, such as the values of headers."""
        with self._lock:
            new = {secret for secret in secrets if len(secret) >= SHORTEST} - self._secrets - vocabulary()
            if not new:
                return
            self._secrets |= new
            forms = {form.lower() for secret in new for form in forms_of(secret)}.union(self._forms)
            self._forms = tuple(sorted(forms, key=lambda form: (-len(form), form)))

    def add_url(self, url: str) -> None:
        """Remember what the query of an address has as values: keys for gateways are given so."""
        query = url.partition("?")[2].partition("#")[0]
        self.add(*(value for _, value in parse_qsl(query)))

    def text(self, text: str) -> str:
        """Return a text without the secrets in it."""
        found = list(
            self._found(text)
        )  # a few of them: to try each form at each place of a large text takes long
        return re.sub("|".join(map(re.escape, found)), HIDDEN, text, flags=re.IGNORECASE) if found else text

    def are_in(self, text: str) -> bool:
        """Whether any secret is in a text, in any of its forms."""
        return next(self._found(text), None) is not None

    def _found(self, text: str) -> Iterator[str]:
        """Yield the forms that are in a text, the longest first."""
        lower = text.lower() if self._forms else ""
        return (form for form in self._forms if form in lower)

    def value(self, value: Any) -> Any:
        """Return a JSON value without the secrets in it, in its names too."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {self._name(name): self.value(item) for name, item in value.items()}
        return [self.value(item) for item in value] if isinstance(value, list | tuple) else value

    def event(self, event: EventT) -> EventT:
        """Return an event without the secrets in it; as a rule there are none, and it is the same."""
        if not self._forms or not self.are_in(json.dumps(event)):
            return event
        return cast(EventT, {**self.value(event), "type": event["type"]})

    def _name(self, name: Any) -> Any:
        if not isinstance(name, str) or (_OWN_KEY.fullmatch(name) and name not in self._secrets):
            return name
        return self.text(name)


KNOWN: Final = KnownSecrets()
"""The secrets of this process."""


def forms_of(secret: str) -> Iterator[str]:
    """Yield what a secret looks like when it comes back: its parts, as they are and encoded."""
    for part in dict.fromkeys(_parts(secret)):
        if len(part) < SHORTEST:
            continue
        content = part.encode("utf-8", "surrogatepass")
        yield from (
            part,
            json.dumps(part)[1:-1],
            json.dumps(part, ensure_ascii=False)[1:-1],
            html.escape(part),
            repr(part)[1:-1],
            quote(part, safe=""),
            quote(part),
            quote_plus(part),
            quote(quote(part, safe=""), safe=""),
            "".join(f"\\u{ord(character):04x}" for character in part),
            "".join(f"%{byte:02x}" for byte in content),
            "".join(f"&#{ord(character)};" for character in part),
            "".join(f"&#x{ord(character):x};" for character in part),
            "".join(f"\\x{byte:02x}" for byte in content),
            content.hex(),
            content.hex(" "),
            content.hex(":"),
            part[::-1],
        )
        for offset in range(3):
            for encode in (b64encode, urlsafe_b64encode):
                yield _core(encode(bytes(offset) + content).decode(), offset, len(content))


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
