"""What the events of a run have to look like, as far as the commands rely on it that read them again.

A file of evidence may be cut, edited or made by somebody else: that is a mistake in the call, never a traceback.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_TEXT: Final = (str,)
_TEXT_OR_NULL: Final = (str, type(None))

KEYS: Final[Mapping[str, Mapping[str, tuple[type, ...]]]] = {
    "header": {
        "run_id": _TEXT,
        "started_at": _TEXT,
        "tool": (dict,),
        "contract": (dict,),
        "requirements": (dict,),
        "target": (dict,),
        "seed": (int,),
        "configuration": (dict,),
    },
    "result": {
        "server": _TEXT,
        "mutation": _TEXT_OR_NULL,
        "probe": _TEXT,
        "state": _TEXT,
        "requirements": (dict,),
        "cases": (int,),
        "requests": (int,),
        "started_s": (int, float),
        "duration_s": (int, float),
    },
    "finding": {
        "id": _TEXT,
        "requirement": _TEXT,
        "level": _TEXT,
        "server": _TEXT,
        "mutation": _TEXT_OR_NULL,
        "probe": _TEXT,
        "path": (list,),
        "expected": _TEXT,
        "actual": _TEXT,
        "case": (dict,),
        "request": (dict,),
    },
    "outcome": {
        "server": _TEXT,
        "mutation": _TEXT_OR_NULL,
        "outcome": _TEXT,
        "reasons": (list,),
        "requirements": (dict,),
    },
    "footer": {
        "verdict": _TEXT,
        "reasons": (list,),
        "interrupted": (bool,),
        "counts": (dict,),
        "finished_at": _TEXT,
    },
}
"""The keys that an event has to have, by its type, and what the value of each has to be."""

WITHIN: Final[Mapping[str, Mapping[str, tuple[type, ...]]]] = {
    "tool": {"name": _TEXT, "version": _TEXT},
    "contract": {"name": _TEXT, "version": _TEXT, "sha256": _TEXT, "mutations": (list,), "errors": (dict,)},
    "target": {"url": _TEXT_OR_NULL, "auth_url": _TEXT_OR_NULL, "schema": _TEXT},
    "configuration": {"contract": _TEXT, "selection": (dict,), "mutations": (list,), "max_examples": (int,)},
}
"""The same for the parts of a header."""


def event_problem(event: Mapping[str, Any]) -> str | None:
    """Return what is wrong with an event, None where nothing is that anybody relies on."""
    kind = event.get("type")
    wrong = _wrong(event, KEYS.get(kind, {}) if isinstance(kind, str) else {})
    if wrong is None and kind == "header":
        parts = (_wrong(event[part], keys) for part, keys in WITHIN.items())
        wrong = next(filter(None, parts), None)
    return None if wrong is None else f"`{wrong}` of this {kind} is missing or is not what it has to be"


def _wrong(value: Mapping[str, Any], keys: Mapping[str, tuple[type, ...]]) -> str | None:
    for key, types in keys.items():
        found = value.get(key, keys)
        if type(found) not in types:
            return key
    return None
