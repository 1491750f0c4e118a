"""The check of `error.no-leak`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from kraken_conformance.breach import Breach
from kraken_conformance.checks.applicability import errors_listed
from kraken_conformance.checks.leaks import DEBUG_KEYS, SIGNS
from kraken_conformance.checks.registry import check
from kraken_conformance.observation import Observation
from kraken_conformance.shape import Path, short_json


@check("error.no-leak", applies=errors_listed)
def error_no_leak(seen: Observation) -> Iterator[Breach]:
    """An error tells nothing of the server's inside - no traceback, no SQL, no file path, no setting.

    What the request itself said may be said back.

    Source: OWASP GraphQL Cheat Sheet, "Don't return excessive errors".
    """
    said = _said(seen)
    for error in seen.errors:
        texts = _texts(error.entry, ("errors", error.index))
        leaks = (_leak(path, key, text, said) for path, key, text in texts)
        yield from islice((leak for leak in leaks if leak is not None), 1)


def _leak(path: Path, key: str, text: str, said: str) -> Breach | None:
    for what, sign in SIGNS.items():
        for match in sign.finditer(text):
            if match[0] not in said:
                return Breach(path, "a message without internals", f"{what}: {short_json(match[0])}")
    return Breach(path, "no output of a debug mode", short_json(text)) if key in DEBUG_KEYS else None


def _said(seen: Observation) -> str:
    document = "" if seen.case.operation is None else seen.case.operation.document
    texts = (text for _, _, text in _texts(seen.case.variables, ()))
    return "\n".join([document, *texts, json.dumps(seen.case.variables, ensure_ascii=False, default=str)])


def _texts(value: Any, path: Path, key: str = "") -> Iterator[tuple[Path, str, str]]:
    """Yield every text in a value with its path and the nearest key of an object above it."""
    if isinstance(value, str):
        yield path, key, value
    elif isinstance(value, dict):
        for name, each in value.items():
            yield from _texts(each, (*path, name), key if key in DEBUG_KEYS else name)
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _texts(each, (*path, index), key)
