"""The check of `error.no-leak`."""

import json
from itertools import islice

from kraken_conformance.checks._shared.applicability import errors_listed
from kraken_conformance.checks._shared.leaks import DEBUG_KEYS, leaks_in
from kraken_conformance.checks._shared.text_values import texts_of
from kraken_conformance.checks.registry import check
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.violation import Violation, Violations
from kraken_conformance.operations.shape import Path, short_json


@check("error.no-leak", applies=errors_listed)
def error_no_leak(observation: Observation) -> Violations:
    """An error tells nothing of the server's inside - no traceback, no SQL, no file path, no setting.

    What the request itself said may be said back.

    Source: OWASP GraphQL Cheat Sheet, "Don't return excessive errors".
    """
    for error in observation.errors:
        begin = ("errors", error.index)
        leaks = (
            _leak(observation, (*begin, *path), _key(path), text) for path, text in texts_of(error.entry)
        )
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
        or any(text in said for _, said in texts_of(observation.case.variables))
    )


def _key(path: Path) -> str:
    """Return the nearest key above a text, but below a debug key that key."""
    names = [step for step in path if isinstance(step, str)]
    return next((name for name in names if name in DEBUG_KEYS), names[-1] if names else "")
