"""Makes text that came from a target harmless for a terminal, and for the log of a CI system.

A terminal obeys escape sequences and turns text around; a CI system obeys lines that begin with `::` (GitHub) or
hold `##vso[`, `##[` or `##teamcity[` (Azure, TeamCity).
"""

import re

_COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufff9-\ufffb]"
)
_COMMAND = re.compile(r"(?m)^([^\S\n]*):(?=:)|#(?=#(?:\[|vso\[|teamcity\[))")


def harmless(text: str, *, terminal: bool = False) -> str:
    """Return text in which every unseen character is spelled out, as `<U+001B>`, and no line is a command.

    For a `terminal`, colours and movements of the cursor stay: they are those of the harness's own progress.
    """
    if not terminal:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        return _COMMAND.sub(_apart, _UNSEEN.sub(_spelled, text))
    parts, last = [], 0
    for kept in _COLOURS.finditer(text):
        parts += [_UNSEEN.sub(_spelled_but_return, text[last : kept.start()]), kept[0]]
        last = kept.end()
    parts.append(_UNSEEN.sub(_spelled_but_return, text[last:]))
    return _COMMAND.sub(_apart, "".join(parts))


def _spelled(found: re.Match[str]) -> str:
    return f"<U+{ord(found[0]):04X}>"


def _spelled_but_return(found: re.Match[str]) -> str:
    return found[0] if found[0] == "\r" else _spelled(found)


def _apart(found: re.Match[str]) -> str:
    return f"{found[0]} "
