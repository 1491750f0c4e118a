"""One place of a response that is not what it has to be."""

import json
from dataclasses import dataclass
from typing import Any

from kraken_conformance.encodable_text import encodable
from kraken_conformance.spec import Level

Path = tuple[str | int, ...]

SHORT = 200
"""The greatest number of characters of a value that is shown to people."""


_ENCODER = json.JSONEncoder(ensure_ascii=False, default=repr)


@dataclass(frozen=True, slots=True)
class Mismatch:
    """What is wrong at one place of `data`.

    `kind` is the last word of the requirement that speaks of it (`field-present`, `integer`). `path`
    begins with `data`. `level` is None where the requirement's own level holds, and set where what it
    rests on is inferred.
    """

    kind: str
    path: Path
    expected: str
    actual: str
    level: Level | None = None


def short_json(value: Any) -> str:
    """Return a value as JSON, cut to 200 characters. What UTF-8 cannot hold comes as an escape."""
    text = ""
    try:
        for piece in _ENCODER.iterencode(value):  # no more of it than is shown: it may be large
            text += piece
            if len(text) > SHORT:
                break
    except RecursionError:
        return "JSON that is nested too deep to be shown"
    text = encodable(text)
    return text if len(text) <= SHORT else f"{text[: SHORT - 1]}…"
