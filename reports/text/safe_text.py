"""Makes text that came from a target harmless, for every format alike."""

import re
import unicodedata

ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
"""Terminal escapes: control sequences (colours, cursor), operating system commands, and the short ones."""

UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
"""Characters that cannot be seen, reorder what is around them, or have no place in XML."""

ELLIPSIS = "…"


def plain(text: str) -> str:
    """Return text without terminal escapes, and with every unseen character spelled out as `<U+202E>`.

    Tabs and line ends stay; a carriage return becomes a line end. What comes back can be encoded as
    UTF-8 and is allowed in XML 1.0.
    """
    unescaped = ANSI.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    return UNSEEN.sub(lambda found: f"<U+{ord(found.group()):04X}>", unescaped)


def one_line(text: str, limit: int = 200) -> str:
    """Return plain text on one line, at most `limit` characters long."""
    return shortened(" ".join(plain(text[: limit * 4]).split()), limit)


def shortened(text: str, limit: int) -> str:
    """Return text cut to `limit` characters, with an ellipsis in place of the rest."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + ELLIPSIS


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun: `1 finding`, `1,204 findings`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def width(text: str) -> int:
    """Return how many columns of a monospaced font the text takes; wide East Asian characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
