"""Marks where two texts differ."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from markupsafe import Markup

TOKEN = re.compile(r"\w+|\s+|[^\w\s]")

ALIKE = 0.35
"""Below this share of common tokens two texts are simply different, and marks would only be noise."""

MOST_TOKENS = 400


def text_markup(text: str) -> Markup:
    """Return text for the inside of an element. Quotes stay: JSON would grow by half."""
    return Markup(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def marked(expected: str, actual: str) -> tuple[Markup, Markup]:
    """Return both texts as HTML, with `<mark>` around what only one of them has."""
    left, right = TOKEN.findall(expected), TOKEN.findall(actual)
    if len(left) + len(right) > MOST_TOKENS:
        return text_markup(expected), text_markup(actual)
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    if matcher.ratio() < ALIKE:
        return text_markup(expected), text_markup(actual)
    blocks = matcher.get_matching_blocks()
    return (
        _with_marks(left, [(block.a, block.size) for block in blocks]),
        _with_marks(right, [(block.b, block.size) for block in blocks]),
    )


def _with_marks(tokens: Sequence[str], common: Sequence[tuple[int, int]]) -> Markup:
    made, place = Markup(), 0
    for start, size in common:
        own = "".join(tokens[place:start])
        if own:
            made += Markup("<mark>{}</mark>").format(text_markup(own))
        made += text_markup("".join(tokens[start : start + size]))
        place = start + size
    return made
