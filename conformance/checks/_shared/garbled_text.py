"""Text that was decoded with the wrong encoding on its way."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from kraken_conformance.judging.observation import Observation
from kraken_conformance.spec import Level

_TWICE = re.compile("[\u00c2-\u00f4][\u0080-\u00bf]{1,3}|\u00e2\u20ac[\u0080-\u2122]")
"""UTF-8 that was read as Latin-1 or Windows-1252."""

_SURROGATE = re.compile("[\ud800-\udfff]")

_BEYOND = re.compile("[\U00010000-\U0010ffff]")
"""The characters that need more than 16 bits, or three bytes of UTF-8."""

_NOT_ASCII = re.compile("[^\x00-\x7f]")

_LIKELY: Final = ((0x80, 0x24F), (0x2000, 0x20FF), (0x1F000, 0x1FAFF))
"""Letters of European languages, punctuation and emoji: what is found garbled in practice."""

SHORTEST: Final = 4
"""Characters of a text of which a copy with replaced characters is no chance."""


@dataclass(frozen=True, slots=True)
class Garbled:
    """What a text should have been."""

    expected: str
    level: Level | None = None


def garbled(observation: Observation, text: str) -> Garbled | None:
    """Return what is wrong with the encoding of a text in an answer, None where nothing is."""
    if text.isascii():
        marked = "?" in text or sends_beyond_basic_plane(observation)
        return _replaced(observation, text) if marked else None
    sent = _sent(observation)
    if any(text in one for one in sent):
        return None
    if _SURROGATE.search(text):
        return Garbled("text without half characters", Level.SHOULD)
    right = _TWICE.sub(lambda found: _decoded(found[0]), text)
    if right != text:
        known = any(right in one or one in right for one in sent if not one.isascii())
        return Garbled(f'"{right}"', None if known else Level.SHOULD)
    return _replaced(observation, text)


def _decoded(found: str) -> str:
    for encoding in ("latin-1", "cp1252"):
        try:
            right = found.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
        if all(any(low <= ord(character) <= high for low, high in _LIKELY) for character in right):
            return right
    return found


def sends_beyond_basic_plane(observation: Observation) -> bool:
    """Whether a text that was sent has a character that needs more than 16 bits."""
    return any(_BEYOND.search(text) for text in _sent(observation))


def _replaced(observation: Observation, text: str) -> Garbled | None:
    """Return the text that was sent where this is the same with question marks in the place of characters.

    Of all that are not ASCII, or of those beyond the basic plane alone. What lacks those may have been cleaned.
    """
    sent = _sent(observation)
    if text in sent:
        return None
    for each in sent:
        if each.isascii():
            continue
        copies = [each.encode("ascii", "replace").decode(), _NOT_ASCII.sub("\ufffd", each)]
        copies += [
            _BEYOND.sub(sign, each) for sign in ("?", "??", "\ufffd", "\ufffd\ufffd") if _BEYOND.search(each)
        ]
        if text in (copy for copy in copies if len(each) >= SHORTEST or len(copy) > len("??")):
            return Garbled(f'"{each}"')
        without = _BEYOND.sub("", each)
        if without == text != each and len(without.strip()) >= SHORTEST:
            return Garbled(f'"{each}"', Level.SHOULD)
    return None


def _sent(observation: Observation) -> list[str]:
    document = "" if observation.case.operation is None else observation.case.operation.document
    return [document, *_texts(observation.case.variables)]


def _texts(value: Any) -> Iterator[str]:
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            yield each
        elif isinstance(each, Mapping):
            waiting += each.values()
        elif isinstance(each, list | tuple):
            waiting += each
