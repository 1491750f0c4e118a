"""Keeps secrets out of everything that is written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

HIDDEN = "[hidden]"

_SECRET_NAME = re.compile(
    r"authorization|cookie|passw|secret|token|api_?key|private_?key|pre_?signed_?key|\biban\b|iban$|^key$",
    re.IGNORECASE,
)
_NOT_SECRET = re.compile(r"^(tokensInvalidated|refreshExpiresIn|passwordUpdated)$")
_SECRET_TEXT = re.compile(
    r"eyJ[\w-]{8,}\.[\w-]+\.[\w-]*"  # a JSON web token
    r"|\bsk_(?:live|test)_\w+"  # an API key
    r"|\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,4})?\b"  # an IBAN
)
_SHORTEST = 6
"""Secrets shorter than this many characters are hidden under their name alone: as text they hide too much else."""


class Redactor:
    """Replaces secrets by `[hidden]`: those that are registered, and what stands under a name that sounds secret.

    `public` texts look like secrets and are none: tokens made up to be refused.
    """

    def __init__(self, secrets: Iterable[str] = (), *, public: Iterable[str] = ()) -> None:
        self._known = {secret for secret in secrets if len(secret) >= _SHORTEST}
        self._public = frozenset(public)

    def learn(self, value: Any) -> None:
        """Remember what stands under secret names in a JSON value, so that it is hidden elsewhere too."""
        self._known.update(text for text in _secrets_in(value) if len(text) >= _SHORTEST)

    def text(self, text: str) -> str:
        """Return a text without the secrets in it."""
        shown = next((public for public in self._public if public in text), None)
        if shown is not None:
            return shown.join(map(self.text, text.split(shown)))
        for secret in sorted(self._known, key=len, reverse=True):
            text = text.replace(secret, HIDDEN)
        return _SECRET_TEXT.sub(HIDDEN, text)

    def value(self, value: Any) -> Any:
        """Return a JSON value without the secrets in it."""
        if isinstance(value, dict):
            return {
                name: HIDDEN if is_secret_name(name) and self._hides(item) else self.value(item)
                for name, item in value.items()
            }
        if isinstance(value, list | tuple):
            return [self.value(item) for item in value]
        return self.text(value) if isinstance(value, str) else value

    def _hides(self, value: Any) -> bool:
        return isinstance(value, str) and bool(value) and value.rpartition(" ")[2] not in self._public

    def body(self, content: bytes) -> str:
        """Return the content of a request or response as text without the secrets in it."""
        text = content.decode("utf-8", errors="replace")
        try:
            parsed = json.loads(text)
        except (ValueError, RecursionError):
            return self.text(text)
        return json.dumps(self.value(parsed), ensure_ascii=False)


def is_secret_name(name: Any) -> bool:
    """Whether what stands under a name is a secret."""
    return isinstance(name, str) and bool(_SECRET_NAME.search(name)) and not _NOT_SECRET.match(name)


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
