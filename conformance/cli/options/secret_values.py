"""Secrets from files and from the environment, so that none stands in the list of processes or in a shell's history.

`--token @FILE`, `--api-key @FILE` and `--header @FILE` read a file; KRAKEN_TOKEN, KRAKEN_API_KEY and KRAKEN_HEADERS are
the same from the environment. A file of headers, like KRAKEN_HEADERS, has one a line.
"""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from kraken_conformance.exceptions import UsageError, why
from kraken_conformance.safety.known_secrets import KNOWN
from kraken_conformance.safety.redaction import is_secret_header

HEADERS = "KRAKEN_HEADERS"
"""The environment variable with further headers."""

LARGEST = 100_000
"""Characters of a file with a secret or with headers."""

FRAMING = frozenset({"content-length", "transfer-encoding", "expect", "upgrade", "trailer"})
"""Headers of one request and its connection (RFC 9110 and 9112), which are not the same for all."""

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


def secret(option: str, given: str | None) -> str | None:
    """Return what an option gives, from a file where it names one, and keep it out of every output."""
    if not given:
        return None
    value = _read(option, given[1:]).strip() if given.startswith("@") else given
    if not value.isprintable():
        raise UsageError(f"{option}: there is a line end or a control character in it. Give it in one line.")
    KNOWN.add(value)
    return value or None


def headers(given: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return the headers of the options and of the environment; the secrets in them are kept out of every output."""
    found = tuple(_header(text) for text in _lines(given))
    KNOWN.add(*secrets_in(found))
    return found


def secrets_in(found: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Return the values of headers that are secrets."""
    return tuple(value for name, value in found if is_secret_header(name, value))


def _lines(given: Iterable[str]) -> Iterator[str]:
    yield from filter(str.strip, os.environ.get(HEADERS, "").splitlines())
    for text in given:
        if text.startswith("@"):
            yield from filter(str.strip, _read("--header", text[1:]).splitlines())
        else:
            yield text


def _read(option: str, file: str) -> str:
    try:
        with Path(file).open(encoding="utf-8") as content:
            text = content.read(LARGEST + 1)
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{option} @{file}: it cannot be read ({why(error)}).") from None
    if len(text) > LARGEST:
        raise UsageError(
            f"{option} @{file}: it has more than {LARGEST:,} characters. Name the file of the secret."
        )
    return text


def _header(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    if not colon or not _NAME.fullmatch(name.strip()) or not value.strip().isprintable():
        shown = name.strip()[:40] if colon else "a text without a colon"
        raise UsageError(f"--header {shown!r}: this is no header. Write it as 'Name: value'.")
    if name.strip().lower() in FRAMING:
        raise UsageError(
            f"--header {name.strip()!r}: it says where a request ends, which is another place for each. Leave it out."
        )
    return name.strip(), value.strip()
