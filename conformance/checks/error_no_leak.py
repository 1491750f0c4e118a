"""The check of `error.no-leak`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from kraken_conformance.checks._shared.applicability import errors_listed
from kraken_conformance.checks._shared.leaks import DEBUG_KEYS, leaks_in
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violation
from kraken_conformance.operations.shape import Path, short_json


@check("error.no-leak", applies=errors_listed)
def error_no_leak(observation: Observation) -> Iterator[Violation]:
    """An error tells nothing of the server's inside - no traceback, no SQL, no file path, no setting.

    What the request itself said may be said back.

    Source: OWASP GraphQL Cheat Sheet, "Don't return excessive errors".
    """
    for error in observation.errors:
        texts = _texts(error.entry, ("errors", error.index))
        leaks = (_leak(observation, path, key, text) for path, key, text in texts)
        yield from islice((leak for leak in leaks if leak is not None), 1)


def _leak(observation: Observation, path: Path, key: str, text: str) -> Violation | None:
    harmless: set[str] = set()
    for what, found in leaks_in(text):
        if found in harmless:
            continue
        if not _was_said(observation, found):
            return Violation(path, "a message without internals", f"{what}: {short_json(found)}", topic=what)
        harmless.add(found)
    if key in DEBUG_KEYS:
        return Violation(path, "no output of a debug mode", short_json(text), topic="debug")
    return None


def _was_said(observation: Observation, text: str) -> bool:
    """Whether the request holds a text, in the document or in the variables as text or as JSON."""
    document = "" if observation.case.operation is None else observation.case.operation.document
    variables = json.dumps(observation.case.variables, ensure_ascii=False, default=str)
    return (
        text in document
        or text in variables
        or any(text in said for _, _, said in _texts(observation.case.variables, ()))
    )


def _texts(value: Any, path: Path) -> Iterator[tuple[Path, str, str]]:
    """Yield every text in a value with its path and the nearest key above it, but below a debug key that key."""
    waiting: list[tuple[Any, Path, str]] = [(value, path, "")]
    while waiting:
        each, place, key = waiting.pop()
        if isinstance(each, str):
            yield place, key, each
        elif isinstance(each, dict):
            below = [
                (inner, (*place, name), key if key in DEBUG_KEYS else name) for name, inner in each.items()
            ]
            waiting += reversed(below)
        elif isinstance(each, list):
            waiting += reversed([(inner, (*place, index), key) for index, inner in enumerate(each)])
